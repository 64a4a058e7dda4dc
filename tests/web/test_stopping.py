"""Dear live runs: they end with their socket, hold nobody up, and are told when they may not go on."""

from __future__ import annotations

from typing import Any

from policyscope.runs import Limits
from policyscope.web.live.work import Queue
from tests.web.kit import BANDIT, Page, Running, serving
from tests.web.test_worker_queue import until

CHAIN = {"kind": "chain", "length": 60, "slip": 0.5, "horizon": 9000}
HOURS: dict[str, Any] = {
    "problem": CHAIN,
    "estimator": {"kind": "reinforce", "batch_size": 100},
    "runs": 500,
}
NO_LIMIT = Limits(operations=10**15)


def dear(server: Running) -> list[Any]:
    """The sockets whose work is in a slow thread."""
    return [each for each in server.services.hub.connections if each.job is not None and each.job.began is not None]


def play_for_hours(page: Page) -> None:
    page.open(HOURS, grant=3)
    page.say("play", updates_per_second=300)


def test_a_dear_experiment_is_refused_with_the_limits_name(page: Page) -> None:
    error = page.ask("open", experiment=HOURS)
    assert (error["type"], error["title"], error["pointer"]) == ("error", "Limit exceeded", "/experiment/runs")
    assert "POLICYSCOPE_OPERATIONS" in error["detail"]
    page.open({**HOURS, "runs": 1})
    error = page.ask("control", changes={"estimator": {"kind": "finite_difference", "batch_size": 100}})
    assert (error["title"], error["pointer"]) == ("Limit exceeded", "/estimator")


def test_a_block_ends_when_its_socket_closes_and_others_are_not_kept_waiting() -> None:
    with serving(limits=NO_LIMIT, live_threads=1, update_seconds=3600) as server:
        with server.page() as one, server.page() as two:
            play_for_hours(one)
            until(lambda: len(dear(server)) == 1)
            play_for_hours(two)  # its updates wait for the first one's
            with server.page() as visitor:
                visitor.open(BANDIT)
                assert len(visitor.play(10)) >= 10
            until(lambda: len(dear(server)) == 1)
        until(lambda: server.services.hub.lanes[Queue.SLOW]._free == 1)
        assert len(server.services.hub.lanes[Queue.SLOW]._turns) == 0
        with server.page() as again:
            assert again.open({**HOURS, "runs": 1, "problem": {**CHAIN, "horizon": 900}})[1]["update"] == 0
            assert again.step()["update"] == 1


def test_a_block_past_its_time_is_undone_and_the_page_is_told() -> None:
    with serving(limits=NO_LIMIT, update_seconds=1) as server, server.page() as page:
        _, before = page.open({**HOURS, "seed": 3}, grant=3)
        page.say("play", updates_per_second=300)
        finished = page.hear("finished")
        assert "POLICYSCOPE_UPDATE_SECONDS" in finished["reason"]
        assert "paused at update 0" in finished["reason"]
        assert page.ask("subscribe", streams=[])["state"] == before["state"]
        page.say("step", count=5)
        assert page.hear("finished") == finished
        assert page.ask("control", changes={"estimator.batch_size": 1})["type"] == "control_applied"
        page.hear("frame")


def test_a_dear_run_that_stops_and_goes_on_is_the_run_itself(server: Running) -> None:
    experiment = {**HOURS, "runs": 1, "problem": {**CHAIN, "horizon": 900}}
    with server.page() as one, server.page() as other:
        one.open(experiment)
        frames = one.play(3, speed=10_000)
        other.open(experiment)
        assert other.step(frames[-1]["update"])["state"] == frames[-1]["state"]


def test_dear_sessions_take_turns() -> None:
    with serving(live_threads=1) as server, server.page() as one, server.page() as two:
        experiment = {**HOURS, "runs": 1}
        for page in (one, two):
            page.open(experiment, grant=3)
            page.say("play", updates_per_second=300)
        steps = []
        for _ in range(3):
            for page in (one, two):
                steps.append(page.hear("frame")["update"])
                page.say("grant", frames=1)
        assert all(step > 0 for step in steps)
