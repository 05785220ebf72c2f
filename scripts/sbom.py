"""Write a software bill of materials in CycloneDX JSON: ``python scripts/sbom.py [FILE]`` (default: ``sbom.json``).

It names every package that is installed for ``checkin`` in this environment, with its version and its licence.
"""

import json
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_ITSELF = "checkin-kiosk"


def needed(name: str) -> dict[str, Distribution]:
    """Return the packages that one package needs and that are installed, itself first."""
    found: dict[str, Distribution] = {}
    waiting = [name]
    while waiting:
        plain = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if plain in found:
            continue
        try:
            found[plain] = distribution(plain)
        except PackageNotFoundError:
            continue  # an extra that is not installed, or a package of another platform
        waiting += [re.split(r"[\s\[<>=!~;(]", line, maxsplit=1)[0] for line in found[plain].requires or ()]
    return found


def component(name: str, found: Distribution) -> dict[str, object]:
    """Describe one package."""
    licence = found.metadata.get("License-Expression") or found.metadata.get("License") or ""
    described: dict[str, object] = {
        "type": "library",
        "name": name,
        "version": found.version,
        "purl": f"pkg:pypi/{name}@{found.version}",
    }
    return described | ({"licenses": [{"license": {"name": licence.splitlines()[0][:100]}}]} if licence else {})


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("sbom.json")
    found = needed(_ITSELF)
    parts = [component(name, one) for name, one in sorted(found.items())]
    itself = next((part for part in parts if part["name"] == _ITSELF), None)
    if itself is None:
        sys.exit(f"{_ITSELF} is not installed in this environment.")
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": itself | {"type": "application"}},
        "components": [part for part in parts if part is not itself],
    }
    target.write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{target}: {len(parts) - 1} packages")


if __name__ == "__main__":
    main()
