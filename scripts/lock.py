"""Write down the versions that CI installs: ``python scripts/lock.py``.

A fresh environment is made, what this project and its tests ask for goes in, and what pip then lists becomes
``.ci/constraints.txt``. ``pyproject.toml`` has lower bounds alone: what others install is not narrowed by this.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / ".ci" / "constraints.txt"
_HEAD = "# What CI installs. Made by scripts/lock.py; a new release of a package comes in by running it again.\n"
_ITSELF = ("checkin", "pip", "setuptools", "wheel")


def installed(folder: Path) -> list[str]:
    """What a fresh environment in a folder holds when this project is in it with its tests and checks, as pip says."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    bin_folder = folder / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [str(bin_folder / "python"), "-m", "pip"]
    subprocess.run([*pip, "install", "--quiet", f"{ROOT}[test,lint]"], check=True)
    frozen = subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True)
    return [line for line in frozen.stdout.splitlines() if not line.startswith(_ITSELF)]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = installed(Path(folder))
    LOCK.write_text(_HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{LOCK}: {len(lines)} packages")


if __name__ == "__main__":
    main()
