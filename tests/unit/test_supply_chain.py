"""The bill of materials names what is installed, and the comparison with advisories says what it could not do."""

import importlib.util
import json
import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(sys, "argv", ["sbom.py", str(tmp_path / "sbom.json")])
    script("sbom").main()
    return dict(json.loads((tmp_path / "sbom.json").read_text("utf-8")))


def test_the_bill_names_every_package_that_checkin_needs(bill: dict[str, Any]) -> None:
    lines = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    here = [line for line in lines if ";" not in line]
    needed = {re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~;\s]", line, maxsplit=1)[0]).lower() for line in here}
    assert needed <= {one["name"] for one in bill["components"]}


def test_the_bill_has_the_versions_that_are_installed(bill: dict[str, Any]) -> None:
    held = {one["name"]: one["version"] for one in bill["components"]}
    assert {name: held[name] for name in ("textual", "click")} == {name: version(name) for name in ("textual", "click")}


def test_the_bill_names_packages_that_others_need(bill: dict[str, Any]) -> None:
    assert "rich" in {one["name"] for one in bill["components"]}  # textual's


def test_the_bill_has_the_form_of_cyclonedx(bill: dict[str, Any]) -> None:
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert bill["metadata"]["component"]["name"] == "checkin-kiosk"
    assert all(one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in bill["components"])


WEAK = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}


def test_a_known_weakness_is_named_with_the_version_that_mends_it() -> None:
    report = json.dumps({"dependencies": [WEAK, {"name": "b", "version": "1", "vulns": []}]})
    assert script("audit").findings(report) == (["a 1: PYSEC-1, mended in 2"], 2, 0)


def test_a_package_that_could_not_be_compared_is_counted() -> None:
    report = json.dumps({"dependencies": [{"name": "a", "skip_reason": "not found"}]})
    assert script("audit").findings(report) == ([], 0, 1)


def test_no_report_is_no_comparison() -> None:
    assert script("audit").findings("connection refused") == ([], 0, 0)
