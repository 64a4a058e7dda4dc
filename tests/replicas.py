"""Two labs behind Caddy, as docs/examples/replicas sets them up in containers, here as processes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests import proxies

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "examples" / "replicas"
LABS = ("lab1:8000", "lab2:8000")


def caddy(folder: Path, port: int, labs: Sequence[int]) -> proxies.Proxy:
    """A Caddy on this port with the lines of the Caddyfile, before labs on these ports.

    Args:
        folder: of the test's own.
        port: where to listen.
        labs: the labs' ports.
    """
    text = (FOLDER / "Caddyfile").read_text(encoding="utf-8")
    for name, lab in zip(LABS, labs, strict=True):
        assert text.count(name) == 1
        text = text.replace(name, f"127.0.0.1:{lab}")
    return proxies.caddy(folder, port, text.replace("{$SITE}", "lab.example.org"))
