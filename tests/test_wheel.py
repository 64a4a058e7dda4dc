"""The wheel, built from the sdist and installed into an empty environment without development tools, starts and serves its page."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import policyscope

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that `build` makes of it, by the pinned hatchling of the development environment."""
    target = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(root)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return target


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return built / f"policyscope-{policyscope.__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def environment(root: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and what it requires, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    # This environment's pip installs into the other one: no pip of its own needs unpacking there.
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-compile", "--disable-pip-version-check"]
    subprocess.run([*command, "--constraint", str(root / "constraints.txt"), str(wheel)], check=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def server(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server started from that environment, in an empty folder."""
    folder = tmp_path_factory.mktemp("elsewhere")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("POLICYSCOPE_", "PYTHON", "NUMBA_"))}
    process = subprocess.Popen(
        [environment / "bin" / "policyscope", "serve", "--port", "0"],
        cwd=folder,
        env={**clean, "NUMBA_CACHE_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"http://[\d.]+:\d+", line):
            break
    else:
        raise AssertionError(f"the server stopped before it printed its address:\n{said}")
    yield found.group()
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0, said + rest
    assert "Traceback" not in said + rest


def get(address: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a GET."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def test_the_wheel_holds_the_package_and_the_page_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "policyscope/static/index.html" in names
    assert "policyscope/py.typed" in names
    assert all(name.startswith(("policyscope/", "policyscope-")) for name in names)
    assert not [name for name in names if "plotly" in name.lower() and name.endswith(".js")], "plotly.js comes from its own wheel"


def test_the_sdist_holds_what_the_repository_does(root: Path, built: Path) -> None:
    with tarfile.open(built / f"policyscope-{policyscope.__version__}.tar.gz") as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "CHANGELOG.md", "CITATION.cff", "README.md", "Makefile", "tests/test_wheel.py", "examples/README.md"} <= names
    for folder in ("server", "static", "tests", "docs", "examples", "scripts"):
        files = {
            path.relative_to(root).as_posix() for path in (root / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts
        }
        assert files <= names, folder
    assert not [name for name in names if name.startswith((".venv", "node_modules", ".git/"))]


def test_the_environment_has_no_development_tools(environment: Path) -> None:
    packages = {path.name for path in environment.glob("lib/python*/site-packages/*")}
    assert "policyscope" in packages
    assert packages.isdisjoint({"gymnasium", "pytest", "hypothesis", "ruff", "mypy", "playwright", "httpx2", "hatchling"})


def test_it_serves_its_page_with_all_it_refers_to(server: str) -> None:
    status, headers, body = get(server, "/")
    assert status == 200
    assert headers["content-type"].startswith("text/html")
    assert b"Policyscope" in body
    referred = re.findall(r'(?:src|href)="\.(/[^"#?]+\.(?:js|css|woff2|svg|ico))"', body.decode())
    assert any(path.endswith(".js") for path in referred)
    for path in referred:
        status, _, content = get(server, path)
        assert status == 200, path
        assert content, path


def test_it_is_alive_and_gets_ready(server: str) -> None:
    assert get(server, "/healthz")[0] == 200
    patience = time.monotonic() + 120
    while get(server, "/readyz")[0] != 200:
        assert time.monotonic() < patience, "the kernels are not ready after two minutes"
        time.sleep(0.25)


def test_without_the_extra_nothing_is_offered_that_needs_it(server: str) -> None:
    catalog = json.loads(get(server, "/api/catalog")[2])
    assert "frozen_lake" not in [preset["name"] for preset in catalog["presets"]]
    assert "gymnasium" in [kind["kind"] for kind in catalog["kinds"]["problem"]]


def test_plotly_comes_compressed_and_immutable_from_its_own_wheel(server: str) -> None:
    page = get(server, "/")[2].decode()
    (path,) = set(re.findall(r"/[\w./-]*plotly[\w./-]*\.js", page))
    patience = time.monotonic() + 120
    while "content-encoding" not in (answer := get(server, path, **{"Accept-Encoding": "br"}))[1]:
        assert time.monotonic() < patience, "it is not compressed after two minutes"
        time.sleep(0.25)
    status, headers, body = answer
    assert status == 200
    assert headers["content-encoding"] == "br"
    assert "immutable" in headers["cache-control"]
    assert len(body) < 2_000_000


def test_the_command_line_works_too(environment: Path) -> None:
    command = [environment / "bin" / "policyscope", "--version"]
    assert subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()
