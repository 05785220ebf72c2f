"""Check that the packages of an extra are installed, before it is used."""

import sys
from importlib import util

from checkin.core.errors import CheckinError


def require_packages(extra: str, *names: str) -> None:
    """Raise :class:`CheckinError` if one of the packages is missing; it says how to install the extra."""
    missing = [name for name in names if util.find_spec(name) is None]
    if not missing:
        return
    found, command = ", ".join(missing), install_command(f"checkin-kiosk[{extra}]")
    if getattr(sys, "frozen", False):  # nothing can be installed into a bundle
        raise CheckinError(
            "This copy of checkin was made without {names}. Use checkin installed with Python: {command}",
            names=found,
            command=command,
        )
    raise CheckinError("Packages are missing ({names}). Install them with: {command}", names=found, command=command)


def install_command(package: str) -> str:
    """Return the command that installs a package for this checkin: with the Python that runs it."""
    if getattr(sys, "frozen", False):
        return f'pip install "{package}"'
    program = sys.executable or "python"
    return f'"{program}" -m pip install "{package}"' if " " in program else f'{program} -m pip install "{package}"'
