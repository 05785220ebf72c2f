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


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("bill") / "sbom.json"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["sbom.py", str(file)])
        script("sbom").main()
    return dict(json.loads(file.read_text("utf-8")))


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


def test_the_bill_names_nothing_that_only_developers_need(bill: dict[str, Any]) -> None:
    assert {"pytest", "mypy", "odfpy"}.isdisjoint(one["name"] for one in bill["components"])


def test_the_bill_says_what_each_package_needs(bill: dict[str, Any]) -> None:
    needs = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    textual = f"pkg:pypi/textual@{version('textual')}"
    assert textual in needs[bill["metadata"]["component"]["bom-ref"]]
    assert f"pkg:pypi/rich@{version('rich')}" in needs[textual]
    assert set(needs) == {one["bom-ref"] for one in (*bill["components"], bill["metadata"]["component"])}


def test_each_package_of_the_bill_has_a_licence(bill: dict[str, Any]) -> None:
    assert [one["name"] for one in bill["components"] if "licenses" not in one] == []


def test_the_bill_has_the_hashes_of_what_ci_installs(bill: dict[str, Any]) -> None:
    held = script("sbom").hashes((ROOT / ".ci" / "requirements.txt").read_text("utf-8"))
    found = {
        f"{one['name']}=={one['version']}": one["hashes"][0]["content"] for one in bill["components"] if "hashes" in one
    }
    assert found == {name: held[name] for name in found}


WEAK = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}


def test_a_known_weakness_is_named_with_the_version_that_mends_it() -> None:
    report = json.dumps({"dependencies": [WEAK, {"name": "b", "version": "1", "vulns": []}]})
    assert script("audit").findings(report) == (["a 1: PYSEC-1, mended in 2"], 2, 0)


def test_a_package_that_could_not_be_compared_is_counted() -> None:
    report = json.dumps({"dependencies": [{"name": "a", "skip_reason": "not found"}]})
    assert script("audit").findings(report) == ([], 0, 1)


def test_no_report_is_no_comparison() -> None:
    assert script("audit").findings("connection refused") == ([], 0, 0)
