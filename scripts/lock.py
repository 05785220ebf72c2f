"""Write down the versions and hashes that CI installs: ``python scripts/lock.py``.

pip resolves in a fresh state what this project and its tests ask for. The versions go into ``.ci/constraints.txt``, and
with the hashes of what was chosen on this platform into ``.ci/requirements.txt`` (``pip install --require-hashes``).
``pyproject.toml`` has lower bounds alone: what others install is not narrowed by this.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CONSTRAINTS, HASHED = ROOT / ".ci" / "constraints.txt", ROOT / ".ci" / "requirements.txt"
_HEAD = "# What CI installs. Made by scripts/lock.py; a new release of a package comes in by running it again.\n"


def resolved(*options: str) -> Mapping[str, Any]:
    """Return pip's report on what it would install for this project, its tests and its checks."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        subprocess.run([*command, "--report", str(report), *options, f"{ROOT}[test,lint]"], check=True)
        return dict(json.loads(report.read_text("utf-8")))


def packages(report: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the version and the SHA-256 of each package of a report, by name."""
    for one in sorted(report["install"], key=lambda one: one["metadata"]["name"].casefold()):
        if archive := one["download_info"].get("archive_info"):
            yield one["metadata"]["name"], one["metadata"]["version"], archive["hashes"]["sha256"]


def main() -> None:
    keep = ["-c", str(CONSTRAINTS)] if "--keep-versions" in sys.argv else []
    found = list(packages(resolved(*keep)))
    CONSTRAINTS.write_text(_HEAD + "".join(f"{name}=={version}\n" for name, version, _ in found), encoding="utf-8")
    lines = [f"{name}=={version} --hash=sha256:{digest}\n" for name, version, digest in found]
    HASHED.write_text(_HEAD + "".join(lines), encoding="utf-8")
    print(f"{CONSTRAINTS}, {HASHED}: {len(found)} packages")


if __name__ == "__main__":
    main()
