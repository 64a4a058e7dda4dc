"""What meets somebody who comes to the repository: the pages name files that exist, the forms and the workflow say what is true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

FORMS = ("wrong-number", "new-panel")


def places(text: str) -> set[str]:
    """Paths in `code`: with a slash, and no spaces or wildcards."""
    return {found.rstrip("/") for found in re.findall(r"`([\w.]+(?:/[\w.]+)+/?)`", text)}


def stands(root: Path, place: str) -> bool:
    """Whether a path leads somewhere, from the root or from the package; a module may be named without its .py."""
    return any((base / f"{place}{end}").exists() for base in (root, root / "server" / "policyscope") for end in ("", ".py"))


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md"])
def test_the_places_a_page_names_exist(root: Path, page: str) -> None:
    named = places((root / page).read_text(encoding="utf-8"))
    assert len(named) >= 7
    assert sorted(place for place in named if not stands(root, place)) == []


def parsed(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_workflow_runs_the_parts_of_make_test_and_no_others(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    (parts,) = re.findall(r"^test: (.+)$", makefile, re.MULTILINE)
    workflow = parsed(root / ".github" / "workflows" / "test.yml")
    assert list(workflow["jobs"]) == parts.split()
    for name, job in workflow["jobs"].items():
        assert [step["run"] for step in job["steps"] if "run" in step] == [f"make {name} PYTHON=python"]
    assert workflow["permissions"] == {"contents": "read"}
    assert f"parts: {parts}" in makefile, "make help names them too"


def test_the_workflow_takes_the_oldest_and_the_newest_python_that_the_package_names(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [found.group(1) for each in project["classifiers"] if (found := re.search(r":: (3\.\d+)$", each))]
    jobs = parsed(root / ".github" / "workflows" / "test.yml")["jobs"].values()
    taken = {step["with"]["python-version"] for job in jobs for step in job["steps"] if "setup-python" in step.get("uses", "")}
    assert taken == {named[0], named[-1]}
    assert project["requires-python"] == f">={named[0]}"


def test_hooks_before_a_commit_are_the_projects_own_tools(root: Path) -> None:
    (repository,) = parsed(root / ".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        assert hook["language"] == "system"
        assert hook["entry"].startswith((".venv/bin/", "node_modules/.bin/"))


@pytest.mark.parametrize("name", FORMS)
def test_an_issue_form_is_one_that_can_be_filled_in(root: Path, name: str) -> None:
    folder = root / ".github" / "ISSUE_TEMPLATE"
    assert {path.stem for path in folder.iterdir()} == {*FORMS, "config"}
    assert parsed(folder / "config.yml") == {"blank_issues_enabled": True}
    form = parsed(folder / f"{name}.yml")
    assert form["name"]
    assert form["description"]
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in asked}) == len(asked) >= 4
    assert all(part["type"] in {"input", "textarea", "dropdown", "checkboxes"} and part["attributes"]["label"] for part in asked)
    assert any(part.get("validations", {}).get("required") for part in asked)


REGISTRIES = {
    "A problem": {"server/policyscope/runs/specs/problems.py": "ProblemSpec", "server/policyscope/runs/reference/problems.py": "PROBLEMS"},
    "A baseline": {
        "server/policyscope/gradients/kernels/codes.py": "_LOOKS_AT",
        "server/policyscope/gradients/kernels/baselines.py": "def learn_from",
        "server/policyscope/runs/specs/baselines.py": "BaselineSpec",
        "server/policyscope/runs/streams.py": "def baseline_of",
        "server/policyscope/gradients/tabular/expectation.py": "def subtracted",
        "server/policyscope/gradients/continuous/expectation.py": "def _baselines",
    },
    "An estimator": {
        "server/policyscope/gradients/kernels/codes.py": "class Estimator",
        "server/policyscope/gradients/kernels/learn.py": "def contribute",
        "server/policyscope/runs/specs/estimators.py": "EstimatorSpec",
    },
    "A live control": {"server/policyscope/gradients/kernels/arrays.py": "class Settings"},
    "A panel": {"static/js/panels/index.js": "PANELS", "server/policyscope/runs/playback/panels.py": "STREAMS_OF"},
    "A lesson": {
        "server/policyscope/web/lessons/answers.py": "class Answers",
        "server/policyscope/web/lessons/facts.py": "ASKED",
        "server/policyscope/web/lessons/misconceptions.py": "MISCONCEPTIONS",
        "static/lessons/counted.json": "ending_best",
    },
}


@pytest.mark.parametrize("recipe", REGISTRIES)
def test_a_recipe_names_the_files_that_hold_its_registry(root: Path, recipe: str) -> None:
    """Each file a recipe names is there, and holds what the recipe tells a newcomer to look for."""
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^### {recipe}$(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    for place, name in REGISTRIES[recipe].items():
        assert f"`{place}`" in section, place
        assert name in (root / place).read_text(encoding="utf-8"), f"{place} has no {name}"
        assert name.split()[-1] in section, f"the recipe does not say {name}"


def test_every_role_has_a_suite_and_every_suite_a_recipe(root: Path) -> None:
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    suites = {path.stem.removeprefix("test_") for path in (root / "tests" / "roles").glob("test_*.py")}
    assert suites == {"problems", "policies", "estimators", "baselines"}
    for role in ("A problem", "A baseline", "An estimator", "A panel", "A lesson"):
        assert f"### {role}" in text
