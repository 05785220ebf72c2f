"""Write a software bill of materials in CycloneDX JSON: ``python scripts/sbom.py [FILE]`` (default: ``sbom.json``).

It names every package that is installed for ``checkin`` in this environment, extras included, with its version, its
licence, what it needs, and the hash that ``.ci/requirements.txt`` holds for it. What only developers need is left out.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

_ITSELF = "checkin-kiosk"
_FOR_DEVELOPERS = frozenset({"test", "bench", "fuzz", "bundle", "docs", "release", "lint"})
_HASHED = Path(__file__).parent.parent / ".ci" / "requirements.txt"
_NO_LICENCE = ("", "UNKNOWN")


@dataclass(frozen=True)
class Package:
    """An installed package, and the names of the installed packages that it needs."""

    found: Distribution
    needs: set[str] = field(default_factory=set)


def plain(name: str) -> str:
    """Return the name of a package as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements(found: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what a package needs here with these extras: each name, with the extras that are asked of it."""
    for line in found.requires or ():
        wanted = Requirement(line)
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield plain(wanted.name), frozenset(wanted.extras)


def needed(name: str) -> dict[str, Package]:
    """Return the packages that one package needs with all its extras and that are installed, itself first."""
    packages: dict[str, Package] = {}
    offered = distribution(name).metadata.get_all("Provides-Extra") or ()
    waiting = [(plain(name), frozenset(offered) - _FOR_DEVELOPERS)]
    done: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        here = waiting.pop()
        if here in done:
            continue
        done.add(here)
        package = packages.setdefault(here[0], Package(distribution(here[0])))
        for wanted in requirements(package.found, here[1]):
            try:
                distribution(wanted[0])
            except PackageNotFoundError:
                continue  # an extra that is not installed
            if wanted[0] != here[0]:
                package.needs.add(wanted[0])
            waiting.append(wanted)
    return packages


def licence(found: Distribution) -> str:
    """Return the licence that a package names: its expression, its text, or its classifier."""
    named = [found.metadata.get("License-Expression") or "", (found.metadata.get("License") or "").split("\n")[0]]
    kinds = [one for one in found.metadata.get_all("Classifier") or () if one.startswith("License ::")]
    named += [one.rpartition(" :: ")[2] for one in kinds]
    return next((one[:100] for one in named if one not in _NO_LICENCE), "")


def hashes(lines: str) -> dict[str, str]:
    """Return the SHA-256 of each package of a file of requirements, by ``name==version``."""
    found = re.findall(r"(?m)^(\S+)==(\S+) --hash=sha256:([0-9a-f]{64})$", lines)
    return {f"{plain(name)}=={version}": digest for name, version, digest in found}


def component(name: str, found: Distribution, known: Mapping[str, str]) -> dict[str, object]:
    """Describe one package."""
    purl = f"pkg:pypi/{name}@{found.version}"
    described: dict[str, object] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": found.version,
        "purl": purl,
    }
    if words := licence(found):
        described["licenses"] = [{"license": {"name": words}}]
    if digest := known.get(f"{name}=={found.version}"):
        described["hashes"] = [{"alg": "SHA-256", "content": digest}]
    return described


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("sbom.json")
    try:
        packages = needed(_ITSELF)
    except PackageNotFoundError:
        sys.exit(f"{_ITSELF} is not installed in this environment.")
    known = hashes(_HASHED.read_text("utf-8"))
    parts = {name: component(name, one.found, known) for name, one in sorted(packages.items())}
    itself = parts.pop(_ITSELF)
    refs = {name: f"pkg:pypi/{name}@{one.found.version}" for name, one in packages.items()}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": itself | {"type": "application"}},
        "components": list(parts.values()),
        "dependencies": [
            {"ref": refs[name], "dependsOn": sorted(refs[need] for need in one.needs)}
            for name, one in sorted(packages.items())
        ],
    }
    target.write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{target}: {len(parts)} packages")


if __name__ == "__main__":
    main()
