"""Two labs behind Caddy: the one that a page plays at is killed, and the page plays on at the other."""

from __future__ import annotations

from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import expect

from tests import replicas
from tests.browser.kit import Open, Server, eventually, expected_theta, free_port, wired


def test_a_page_plays_on_when_its_lab_is_killed(open_page: Open, tmp_path: Path) -> None:
    labs = [Server(), Server()]
    proxy = None
    try:
        port = free_port()
        proxy = replicas.caddy(tmp_path, port, [lab.port for lab in labs])
        page, wire = wired(open_page, f"http://127.0.0.1:{port}/?preset=three_arms&speed=60", lost_server=True)
        page.get_by_role("button", name="Play", exact=True).click()
        eventually(page, lambda: wire.last()["update"] >= 20)
        for lab in labs:
            if lab_plays(lab):
                lab.kill()
        reached = wire.last()["update"]
        eventually(page, lambda: wire.sockets >= 2 and wire.last()["update"] >= reached + 40)
        expect(page.locator(".status")).to_have_text("")
        page.get_by_role("button", name="Pause", exact=True).click()
        last = wire.last()
        assert last["theta"] == expected_theta(wire, last["update"]), "not a number is lost"
        updates = [frame["update"] for frame in wire.frames()]
        assert updates == sorted(updates)
    finally:
        if proxy is not None:
            proxy.stop()
        for lab in labs:
            lab.stop()


def lab_plays(lab: Server) -> bool:
    """Whether a live socket is open there."""
    with urlopen(f"{lab.url}/metrics", timeout=20) as answer:
        lines = answer.read().decode().splitlines()
    return any(line.startswith("policyscope_sessions ") and float(line.split()[1]) > 0 for line in lines)
