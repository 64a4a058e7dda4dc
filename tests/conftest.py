"""What every test shares: a deterministic Hypothesis, the system's Chromium, a free port."""

from __future__ import annotations

import io
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from policyscope.cli import main
from tests import chromium
from tests.commands import Command, Outcome

ROOT = Path(__file__).resolve().parent.parent

# The same examples on every machine and every day. Interpreted kernels (the coverage pass) are some hundred times slower: fewer examples.
INTERPRETED = os.environ.get("NUMBA_DISABLE_JIT") == "1"
settings.register_profile(
    "policyscope",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25 if INTERPRETED else 60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("policyscope")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's root."""
    return ROOT


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of the system's Chromium (or Chrome); `make test` installs one where there is none."""
    return chromium.find()


@pytest.fixture
def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """`policyscope` with these words, in this process."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: str, given: str = "") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["policyscope", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        with pytest.raises(SystemExit) as stopped:
            main()
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        code = stopped.value.code
        return Outcome(code if isinstance(code, int) else 0, out.decode(), err.decode())

    return call


@pytest.fixture
def example(root: Path) -> str:
    """The lesson that docs/lessons.md teaches with."""
    text = (root / "docs" / "lessons.md").read_text(encoding="utf-8")
    return text.partition("````markdown\n")[2].partition("````")[0]
