"""What is documented exists, and what exists is documented."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

import policyscope
from policyscope.cli import app as commands
from policyscope.web import create_app
from policyscope.web.settings import described
from scripts.settings_table import table

# Parts of the page, not of the interface.
OWN_ROUTES = {"/", "/favicon.ico", "/static/{path:path}", "/assets/{name}"}


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def interfaces(root: Path) -> str:
    return (root / "docs" / "interfaces.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_setting_is_documented_as_it_is(root: Path) -> None:
    assert len(described()) > 10
    assert table() in (root / "docs" / "settings.md").read_text(encoding="utf-8"), "run: make docs"
    assert all(setting.help for setting in described())


def test_every_setting_is_a_flag(command_help: str) -> None:
    for setting in described():
        assert re.search(rf"--{setting.name.replace('_', '-')}\b", command_help), setting.name


@pytest.fixture
def command_help(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit):
        commands(["serve", "--help"])
    return capsys.readouterr().out


def test_every_route_is_documented(interfaces: str) -> None:
    application = create_app()
    routed = {path.rstrip("/") or "/" for route in application.routes if (path := getattr(route, "path", None))}
    paths = routed | set(application.openapi()["paths"])
    assert len(paths - OWN_ROUTES) >= 8
    for path in paths - OWN_ROUTES:
        assert f"{path}`" in interfaces or f"{path} " in interfaces, path


def test_every_command_is_documented_and_every_documented_one_exists(interfaces: str) -> None:
    group = typer.main.get_command(commands)
    exist = set(group.commands)  # type: ignore[attr-defined]
    shown = set(re.findall(r"^policyscope (\w+)", interfaces, re.MULTILINE))
    assert shown == exist


def test_every_option_has_help() -> None:
    group = typer.main.get_command(commands)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        for parameter in command.params:
            assert parameter.help, f"{name} {parameter.name}"


def public_names() -> Iterator[tuple[str, object]]:
    for floor in ("problems", "policies", "gradients", "runs", "web"):
        module = importlib.import_module(f"policyscope.{floor}")
        for name in module.__all__:
            yield f"policyscope.{floor}.{name}", getattr(module, name)


def test_every_public_function_and_class_says_what_it_is_and_takes() -> None:
    names = dict(public_names())
    assert len(names) > 30
    for name, thing in names.items():
        if not callable(thing):
            continue
        text = inspect.getdoc(thing) or ""
        assert text.split("\n")[0].rstrip().endswith((".", ":", "…")), f"{name}: {text[:60]!r}"
        if (
            inspect.isfunction(thing)
            and inspect.signature(thing).parameters
            and not name.startswith(("policyscope.runs", "policyscope.web"))
        ):
            assert re.search(r"Args:|Arguments as in|Args and errors as", text), f"{name} does not say what it takes"


def required(project: dict[str, Any]) -> list[str]:
    """What the package needs, extras included."""
    return [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]


def test_every_dependency_has_its_reason_in_the_readme(readme: str, project: dict[str, Any]) -> None:
    dependencies = required(project)
    reasons = readme.partition("## What it depends on, and why")[2]
    for dependency in dependencies:
        assert re.match(r"[\w-]+", dependency).group() in reasons, dependency  # type: ignore[union-attr]


def test_the_readme_is_short_and_its_python_prints_what_it_says(readme: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert readme.count("\n") <= 110
    (block,) = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    said = re.findall(r"  # (.*)$", block, re.MULTILINE)
    assert len(said) == 3
    exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == said


def test_every_link_inside_the_repository_leads_somewhere(root: Path) -> None:
    pages = [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob(".github/**/*.md")]
    assert len(pages) > 4
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(root)}: {target}"


def test_the_version_is_one(root: Path) -> None:
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == policyscope.__version__
    assert citation["license"] == "MIT"
    releases = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert releases[0] == (policyscope.__version__, str(citation["date-released"]))
    assert [version for version, _ in releases] == sorted({version for version, _ in releases}, reverse=True)


def test_compose_sets_only_settings_that_exist(root: Path) -> None:
    text = (root / "compose.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["services"]["policyscope"]["build"] == "."
    replicas = (root / "docs" / "examples" / "replicas" / "compose.yaml").read_text(encoding="utf-8")
    mentioned = set(re.findall(r"POLICYSCOPE_\w+", text + replicas))
    assert mentioned <= {setting.variable for setting in described()}


def test_pinned_versions_carry_no_download_addresses(root: Path) -> None:
    assert "://" not in (root / "constraints.txt").read_text(encoding="utf-8")
    locked = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for package in locked.values():
        package.pop("funding", None)
    assert "://" not in json.dumps(locked)
    assert all("resolved" not in package for package in locked.values())


def test_everything_required_is_pinned(root: Path, project: dict[str, Any]) -> None:
    groups = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in (root / "constraints.txt").read_text().splitlines() if "==" in line}
    for requirement in [*required(project), *groups["dev"]]:
        assert re.match(r"[\w-]+", requirement).group().lower() in pinned, requirement  # type: ignore[union-attr]
