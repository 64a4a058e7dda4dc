"""What every test shares: a deterministic Hypothesis, the system's Chromium, a free port."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import chromium

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
