"""One server for all tests that do not need one of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from policyscope.runs import warm_up
from tests.web.kit import PATIENCE, Page, Running, serving


@pytest.fixture(scope="session", autouse=True)
def _warm() -> None:
    """Kernels compiled before any test measures or counts."""
    warm_up()


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    """A server with its default settings, ready."""
    with serving() as running:
        assert running.services.readiness.ready.wait(PATIENCE)
        yield running


@pytest.fixture
def page(server: Running) -> Iterator[Page]:
    """A page of that server, its socket open."""
    with server.page() as opened:
        yield opened
