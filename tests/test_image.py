"""What the container image is made of and started with: pinned, hashed, without rights. `make image` builds and plays it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from policyscope.web import create_app
from scripts.check_image import bundle, scratch, size

LINE = re.compile(r"^([\w.-]+)==(\S+)(?: ; [^\\]+)? \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


@pytest.fixture(scope="module")
def dockerfile(root: Path) -> str:
    return (root / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def service(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "compose.yaml").read_text(encoding="utf-8"))["services"]["policyscope"]


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def plain(requirement: str) -> str:
    """A requirement's name, as indexes compare names."""
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-")  # type: ignore[union-attr]


def locked(root: Path, name: str) -> dict[str, str]:
    """The versions in a lock file, each of which has a hash."""
    text = (root / name).read_text(encoding="utf-8")
    found = {plain(line[1]): line[2] for line in LINE.finditer(text)}
    assert len(found) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE)), "a line without a hash"
    return found


def test_the_locks_name_no_package_index(root: Path) -> None:
    for name in ("requirements.lock", "requirements-build.lock"):
        assert "://" not in (root / name).read_text(encoding="utf-8"), name


def test_everything_the_image_runs_is_locked(root: Path, project: dict[str, Any]) -> None:
    lock = locked(root, "requirements.lock")
    needed = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["gymnasium"]]
    assert {plain(each) for each in needed} <= set(lock)


def test_what_builds_the_wheel_is_locked(root: Path, project: dict[str, Any]) -> None:
    assert {plain(each) for each in project["build-system"]["requires"]} <= set(locked(root, "requirements-build.lock"))


def test_the_image_runs_the_versions_that_the_tests_run_with(root: Path) -> None:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    tested = {plain(line): line.partition("==")[2] for line in lines if "==" in line}
    for name in ("requirements.lock", "requirements-build.lock"):
        for package, version in locked(root, name).items():
            assert tested.get(package, version) == version, f"{package}: run make constraints"


def test_the_base_is_an_exact_version_of_a_python_that_we_support(dockerfile: str) -> None:
    assert re.search(r"^ARG BASE=python:3\.(1[1-9])\.\d+-slim-[a-z]+$", dockerfile, re.MULTILINE)
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)) == {"${BASE}"}
    assert not re.search("^# *syntax=", dockerfile, re.MULTILINE), "a frontend that is fetched is one more thing to pin"


def test_every_file_that_pip_fetches_is_held_against_its_hash(dockerfile: str) -> None:
    for command in re.findall(r"pip install[^\n]*", dockerfile):
        assert "--require-hashes" in command or "--no-index" in command, command
    for command in re.findall(r"pip wheel[^\n]*", dockerfile):
        assert "--no-build-isolation" in command, command


def test_no_step_of_the_build_may_fail_unseen(dockerfile: str) -> None:
    assert "|| true" not in dockerfile


def test_the_build_sees_what_it_copies_and_no_more(root: Path, dockerfile: str) -> None:
    sent = {line[1:] for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    copied = {name for names in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE) for name in names.split()}
    assert copied == sent
    assert all((root / name).exists() for name in copied)


def test_the_image_and_its_service_run_as_one_number(dockerfile: str, service: dict[str, Any]) -> None:
    user = re.search(r"^USER (\S+)$", dockerfile, re.MULTILINE)
    assert user is not None
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user[1])
    assert service["user"] == user[1]


def test_the_image_is_well_when_runs_can_be_played(dockerfile: str) -> None:
    checked = re.search(r"HEALTHCHECK[^\n]*\\\n[^\n]*127\.0\.0\.1:\d+(/\w+)", dockerfile)
    assert checked is not None
    assert checked[1] == "/readyz"
    assert checked[1] in create_app().openapi()["paths"]


def test_the_service_has_no_rights_and_bounds(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert size(service["memswap_limit"]) == size(service["mem_limit"]) > 0
    assert service["pids_limit"] > 0
    assert service["ulimits"]["nofile"] > 0
    assert all("size=" in each for each in service["tmpfs"])


IMAGE = {"User": "10001:10001", "Cmd": ["policyscope", "serve"], "Env": ["A=b"]}


def test_the_check_starts_the_image_as_the_service_says(service: dict[str, Any]) -> None:
    made = bundle(IMAGE, service, "/somewhere")
    process = made["process"]
    assert made["root"] == {"path": "/somewhere", "readonly": True}
    assert process["user"] == {"uid": 10001, "gid": 10001}
    assert process["noNewPrivileges"] is True
    assert set(map(len, process["capabilities"].values())) == {0}
    assert process["args"] == IMAGE["Cmd"]
    assert made["linux"]["resources"]["memory"]["limit"] == size(service["mem_limit"])
    json.dumps(made)


def test_the_check_refuses_an_image_of_another_user(service: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected the image's, root"):
        bundle({**IMAGE, "User": "root"}, service, "/somewhere")


@pytest.mark.parametrize(("text", "bytes_"), [("2g", 2 << 30), ("512m", 512 << 20), ("64kb", 64 << 10), (4096, 4096)])
def test_sizes_are_read_as_compose_writes_them(text: str | int, bytes_: int) -> None:
    assert size(text) == bytes_


def test_a_size_in_words_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a size"):
        size("plenty")


def test_a_scratch_folder_runs_no_programs() -> None:
    assert scratch("/tmp:size=1m")["options"] == ["noexec", "nosuid", "nodev", "size=1m"]
