"""The live socket over a real WebSocket: play, credit, steps, errors, and who may come in."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from policyscope.gradients.chance import SIZE
from policyscope.runs import Limits, open_run, parse_experiment
from policyscope.web.live.server_messages import CLOSE_CODES, Frame
from policyscope.web.settings import Settings
from tests.web.kit import BANDIT, Loading, Page, Running, serving
from tests.web.test_worker_queue import HOURS, asking, busy, until

GRID = {
    "problem": {"kind": "gridworld", "map": ["............", "............", "............", "SCCCCCCCCCCG"]},
    "estimator": {"kind": "reinforce", "batch_size": 20},
    "optimizer": {"kind": "ascent", "learning_rate": 0.001},
}
EVERYTHING = ["density", "samples", "baseline", "cloud", "episode", "estimate", "exact", "probabilities", "scores", "values"]


def little_ear(server: Running) -> socket.socket:
    """A connected socket that takes in only a few kilobytes until it is read."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    ear = socket.socket()
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    ear.connect((host, int(port)))
    return ear


def test_a_played_run_is_the_run_itself(page: Page) -> None:
    page.open(subscribe=["exact"])
    frames = page.play(20, speed=300)
    run = open_run(parse_experiment(BANDIT))
    for frame in frames:
        expected = run.advance(frame["block"]["updates"], frozenset({"exact"}))
        assert frame["update"] == run.update
        assert frame["theta"] == expected["theta"].tolist()
        assert frame["state"] == expected["state"]
        assert frame["exact"]["value"] == expected["exact"]["value"]


def test_speed_and_frame_rate_change_no_number(server: Running) -> None:
    theta = []
    for speed in (30, 300, 10_000):
        with server.page() as page:
            page.open()
            last = page.play(3, speed)[-1]["update"]
            theta.append(page.step(4000 - last)["theta"])
    assert theta[0] == theta[1] == theta[2]


def test_every_stream_of_a_grid(page: Page) -> None:
    page.open(GRID, subscribe=EVERYTHING)
    frame = page.step()
    assert set(EVERYTHING) <= set(frame)
    assert frame["block"] == {**frame["block"], "updates": 1, "episodes": 20}


def test_a_table_of_gymnasium_is_played(page: Page) -> None:
    opened, _ = page.open({"problem": {"kind": "gymnasium", "is_slippery": False}}, subscribe=EVERYTHING)
    assert opened["problem"]["grid"]["map"] == ["S...", ".H.H", "...H", "H..G"]
    assert opened["problem"]["action_names"] == ["←", "↓", "→", "↑"]
    assert set(EVERYTHING) <= set(page.step())
    assert page.ask("open", experiment={"problem": {"kind": "gymnasium", "id": "CartPole-v1"}})["pointer"] == "/experiment/problem/id"


def test_a_gaussian_policy_is_played(page: Page) -> None:
    gaussian = {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian"}, "estimator": {"kind": "measure_valued"}}
    opened, _ = page.open(gaussian, subscribe=EVERYTHING)
    assert opened["problem"]["continuous"]["shape"] == "quadratic"
    assert opened["policy"]["parameter_names"] == ["μ"]
    frame = page.step()
    assert set(EVERYTHING) <= set(frame)
    Frame.model_validate(frame)
    mismatch = page.ask("open", experiment={"problem": {"kind": "continuous_bandit"}})
    assert mismatch["pointer"] == "/experiment/policy/kind"
    assert "gaussian" in mismatch["detail"]
    assert page.ask("control", changes={"policy.sigma": 0.5})["changes"] == {"policy.sigma": 0.5}


def test_no_more_frames_than_granted(page: Page) -> None:
    page.open(grant=2)
    page.say("play", updates_per_second=300)
    assert [page.hear("frame")["update"] for _ in range(2)] == [10, 20]
    assert page.until_answered() == []
    page.say("grant", frames=1)
    assert page.hear("frame")["update"] == 30
    assert page.until_answered() == []


def test_a_page_without_credit_slows_only_itself(server: Running) -> None:
    with server.page() as slow, server.page() as quick:
        slow.open(grant=1)
        slow.say("play", updates_per_second=300)
        assert slow.hear("frame")["update"] == 10
        quick.open()
        assert len(quick.play(40)) >= 40
        assert slow.until_answered() == []
        assert slow.step()["update"] == 11


def test_a_page_that_reads_nothing_slows_only_itself(server: Running) -> None:
    before = set(server.services.hub.connections)
    with little_ear(server) as ear, server.page(sock=ear, max_queue=1) as deaf, server.page() as quick:
        deaf.open(GRID, subscribe=["scores", "episode", "cloud"])
        stuck = next(each for each in server.services.hub.connections if each not in before)
        for _ in range(200):  # some megabytes: more than the system buffers
            deaf.say("step", count=1)
        while not (stuck.mailbox and stuck.session.waiting):
            quick.open()
        quick.open()
        assert len(quick.play(40)) >= 40
        assert stuck.mailbox
        assert stuck.session.waiting
        assert [deaf.hear("frame")["update"] for _ in range(200)] == list(range(1, 201))


def test_answers_that_take_long_do_not_stall_play(server: Running) -> None:
    with asking(server, "/api/estimates", HOURS), asking(server, "/api/estimates", HOURS), server.page() as page:
        until(lambda: len(busy(server)) == 2)
        page.open(subscribe=["exact"])
        assert len(page.play(30)) >= 30
        assert len(busy(server)) == 2


def test_play_goes_on_while_landscapes_are_drawn(server: Running) -> None:
    with ThreadPoolExecutor(1) as client, server.page() as page:
        parameters = page.open(GRID)[0]["policy"]["parameters"]
        across, up = [1.0] + [0.0] * (parameters - 1), [0.0] * (parameters - 1) + [1.0]
        body = {"problem": GRID["problem"], "x_direction": across, "y_direction": up, "resolution": 61}
        page.open()
        landscape = client.submit(server.post, "/api/landscape", body)
        steps = [0]
        while not landscape.done():
            steps += [frame["update"] for frame in page.play(3, speed=300)]
        assert landscape.result().status_code == 200
    assert len(steps) > 3
    assert steps == sorted(set(steps))


def test_step_by_sample_ends_where_an_update_does(server: Running) -> None:
    experiment = {**BANDIT, "estimator": {"kind": "reinforce", "batch_size": 3}}
    with server.page() as samples, server.page() as updates:
        samples.open(experiment, subscribe=["episode"])
        updates.open(experiment, subscribe=["episode"])
        seen = [samples.step(1, "sample") for _ in range(3)]
        assert [(frame["update"], frame["sample"]) for frame in seen] == [(0, 1), (0, 2), (1, 0)]
        assert [frame["episode"]["index"] for frame in seen] == [0, 1, 2]
        assert seen[-1]["theta"] == updates.step()["theta"]


def test_reset_is_the_same_run_again_and_a_new_seed_another(page: Page) -> None:
    page.open()
    first = page.step(50)
    assert page.ask("reset")["update"] == 0
    assert page.step(50)["theta"] == first["theta"]
    assert page.ask("reset", seed=8)["update"] == 0
    assert page.step(50)["theta"] != first["theta"]


def test_set_theta_and_subscribe_show_the_present(page: Page) -> None:
    page.open()
    assert page.ask("set_theta", theta=[1.0, 2.0, 3.0])["theta"] == [1.0, 2.0, 3.0]
    frame = page.ask("subscribe", streams=["probabilities", "cloud"], cloud_axes=[0, 2])
    assert frame["cloud"]["axes"] == [0, 2]
    assert sum(frame["probabilities"][0]) == pytest.approx(1.0)
    assert "probabilities" not in page.ask("subscribe", streams=[])


def test_looking_changes_nothing(server: Running) -> None:
    with server.page() as one, server.page() as other:
        one.open(subscribe=EVERYTHING)
        other.open()
        one.play(5)
        step = one.step()["update"]
        assert one.ask("subscribe", streams=["cloud"])["theta"] == other.step(step)["theta"]


def test_continue_from_any_frame(server: Running) -> None:
    with server.page() as first, server.page() as second:
        first.open()
        middle = first.play(5)[2]
        _, frame = second.open(state=middle["state"])
        assert (frame["update"], frame["theta"], frame["state"]) == (middle["update"], middle["theta"], middle["state"])
        far = 5000 - middle["update"]
        assert second.step(far)["state"] == first.step(5000 - first.step()["update"])["state"]


def test_a_foreign_or_altered_state_is_refused(page: Page) -> None:
    _, frame = page.open()
    state = frame["state"]
    altered = state[:20] + ("A" if state[20] != "A" else "B") + state[21:]
    for wrong in (state[:-5], altered, "", "é" * 10):
        error = page.ask("open", experiment=BANDIT, state=wrong)
        assert (error["type"], error["pointer"]) == ("error", "/state")
    error = page.ask("open", experiment=GRID, state=state)
    assert (error["type"], error["pointer"]) == ("error", "/state")
    assert page.step()["update"] == 1


def test_a_control_is_answered_with_its_step(page: Page) -> None:
    page.open()
    page.step(7)
    changes = {"optimizer.learning_rate": 0.3, "estimator.baseline": {"kind": "constant", "value": 0.5}}
    assert page.ask("control", changes=changes) == {"type": "control_applied", "update": 7, "step": 7, "changes": changes}
    assert page.hear("frame")["update"] == 7


def test_opening_again_ends_the_earlier_run(page: Page) -> None:
    page.open(grant=3)
    page.say("play", updates_per_second=300)
    page.hear("frame")
    page.say("open", experiment=GRID, grant=0)
    while page.hear("frame", "opened")["type"] != "opened":
        pass
    assert page.hear("frame")["update"] == 0
    assert page.until_answered() == []


def test_a_binary_message_closes_with_4000(server: Running) -> None:
    with server.page() as page:
        page.socket.send(b"{}")
        assert page.wait_for_close()[0] == 4000


def test_too_long_a_message_closes_with_4009(server: Running) -> None:
    with server.page() as page:
        page.socket.send("x" * (server.services.settings.message_bytes + 1))
        assert page.wait_for_close() == (4009, CLOSE_CODES[4009])


@pytest.mark.parametrize(
    "experiment",
    [
        {"problem": {"kind": "gridworld", "map": ["S...", "....", "....", "...G"]}, "runs": 1000},
        {
            "problem": {"kind": "chain", "length": 100, "step_reward": -1.0},
            "runs": 351,
        },  # 249,561 numbers
    ],
)
def test_the_largest_state_can_be_handed_back(page: Page, experiment: dict[str, Any]) -> None:
    everything = {
        **experiment,
        "estimator": {"kind": "reinforce", "baseline": {"kind": "learned_value"}},
        "optimizer": {"kind": "adam"},
        "initial_theta": None,
    }
    page.open(everything)
    frame = page.step()
    assert len(frame["state"]) > 1 << 21
    _, again = page.open(everything, state=frame["state"])
    assert (again["update"], again["state"]) == (1, frame["state"])


def test_a_state_too_large_to_be_handed_back_is_refused_when_its_run_opens(page: Page) -> None:
    error = page.ask("open", experiment={"problem": {"kind": "chain", "length": 100, "horizon": 5}, "runs": 352})
    assert error["pointer"] == "/experiment/runs"
    assert "expected at most 250000 numbers that a run's state may hold, got 250272." in error["detail"]
    assert "POLICYSCOPE_STATE_NUMBERS" in error["detail"]


def test_the_longest_message_holds_the_largest_state_and_a_megabyte_of_experiment() -> None:
    limits, settings = Limits(), Settings()
    state = (8 * limits.state_numbers + SIZE * limits.runs + 100) * 4 / 3
    assert state + (1 << 20) <= settings.message_bytes


def test_too_many_sessions_close_with_1013() -> None:
    with serving(max_sessions=2) as server, server.page() as one, server.page() as two:
        one.open()
        two.open()
        with server.page() as third:
            assert third.wait_for_close()[0] == 1013
        assert one.step()["update"] == 1
        two.socket.close()
        while server.services.metrics.sessions > 1:
            assert one.step()
        with server.page() as fourth:
            fourth.open()


def test_too_many_sessions_of_one_address_close_with_1013() -> None:
    with serving(max_sessions_per_client=1) as server, server.page() as one:
        one.open()
        with server.page() as second:
            assert second.wait_for_close()[0] == 1013


def test_a_flood_closes_with_4029() -> None:
    never = threading.Event()
    with serving(Loading(never), waiting_messages=5) as server, server.page() as page:
        for _ in range(6):
            page.say("pause")
        assert page.wait_for_close()[0] == 4029
        never.set()


def test_silence_closes_with_4008(server: Running) -> None:
    with serving(idle_seconds=1) as server, server.page() as page:
        page.open()
        assert page.wait_for_close()[0] == 4008


@pytest.mark.parametrize("origin", ["same", "null", None])
def test_origins_that_may_connect(server: Running, origin: str | None) -> None:
    with server.page(origin=server.url if origin == "same" else origin) as page:
        page.open()


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "https://127.0.0.1", "http://127.0.0.1:1", "file://"])
def test_other_origins_are_refused_with_a_reason(server: Running, origin: str) -> None:
    with pytest.raises(InvalidStatus) as caught, server.page(origin=origin):
        pass
    response = caught.value.response
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "POLICYSCOPE_ALLOWED_ORIGINS" in json.loads(response.body)["detail"]


def test_an_origin_on_the_list_may_connect() -> None:
    with serving(allowed_origins="https://course.example, https://other.example") as server:
        with server.page(origin="https://course.example") as page:
            page.open()
        with pytest.raises(InvalidStatus), server.page(origin="null"):
            pass


def test_another_path_is_no_socket(server: Running) -> None:
    with pytest.raises(InvalidStatus) as caught, Page(server.socket + "/elsewhere"):
        pass
    assert caught.value.response.status_code == 403
