"""Problems that go on for ever: their values are answered, sampling them wants a horizon, and every refusal names what would do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gymnasium as gym
import numpy as np
import pytest

from policyscope.errors import InvalidInput
from policyscope.runs import EstimatesRequest, ExactRequest, LandscapeRequest, estimates, exact_answer, landscape_answer, open_run, parse
from policyscope.runs import parse_experiment as experiment
from policyscope.runs.endless import NEGLIGIBLE, horizon_for

GAMMA = 0.9
START_VALUE = {"kind": "start_value", "discount": GAMMA}
AVERAGE_VALUE = {"kind": "average_value", "discount": GAMMA}
AVERAGE_REWARD = {"kind": "average_reward"}
STAY = {"kind": "tabular", "transition": [[[1.0]]], "reward": 1.0, "start": [1.0], "terminal": [False]}
APART = {"kind": "tabular", "transition": [[[1.0, 0.0]], [[0.0, 1.0]]], "reward": 1.0, "start": [1.0, 0.0], "terminal": [False] * 2}


def example_3_5(**more: Any) -> dict[str, Any]:
    """Sutton & Barto (2018), example 3.5: from A and B every move jumps and pays; off the board costs 1 and leaves one where one is."""
    transition, reward = np.zeros((25, 4, 25)), np.zeros((25, 4))
    jumps = {1: (21, 10.0), 3: (13, 5.0)}
    for s in range(25):
        for a, (down, right) in enumerate(((-1, 0), (0, 1), (1, 0), (0, -1))):
            row, column = s // 5 + down, s % 5 + right
            inside = 0 <= row < 5 and 0 <= column < 5
            to, reward[s, a] = jumps.get(s, (row * 5 + column, 0.0) if inside else (s, -1.0))
            transition[s, a, to] = 1.0
    return {
        "kind": "tabular", "transition": transition.tolist(), "reward": reward.tolist(), "start": [1 / 25] * 25, "terminal": [False] * 25,
        **more,
    }  # fmt: skip


PROBLEM = example_3_5()


def ask(objective: dict[str, Any], problem: dict[str, Any] = PROBLEM) -> dict[str, Any]:
    return exact_answer(parse(ExactRequest, {"problem": problem, "objective": objective}))


def refusal(**parts: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        open_run(experiment({"problem": PROBLEM, **parts}))
    return caught.value


def test_the_book_s_values_of_the_random_policy() -> None:
    """Figure 3.2."""
    values = np.round(np.reshape(ask(START_VALUE)["state_values"], (5, 5)), 1)
    assert values.tolist() == [
        [3.3, 8.8, 4.4, 5.3, 1.5],
        [1.5, 3.0, 2.3, 1.9, 0.5],
        [0.1, 0.7, 0.7, 0.4, -0.4],
        [-1.0, -0.4, -0.4, -0.6, -1.2],
        [-1.9, -1.3, -1.2, -1.4, -2.0],
    ]


def test_both_averages_agree_with_the_stationary_distribution() -> None:
    chain = np.mean(PROBLEM["transition"], axis=1)
    paid = np.mean(PROBLEM["reward"], axis=1)
    stationary = np.linalg.lstsq(np.vstack([chain.T - np.eye(25), np.ones(25)]), np.append(np.zeros(25), 1.0), rcond=None)[0]
    answer = ask(AVERAGE_REWARD)
    assert answer["value"] == pytest.approx(stationary @ paid, abs=1e-12)
    assert np.allclose(answer["visitation"], stationary, atol=1e-12)
    assert ask(AVERAGE_VALUE)["value"] == pytest.approx(stationary @ paid / (1 - GAMMA), abs=1e-11)
    assert answer["optimal_constant"] is None  # there are no episodes


@pytest.mark.parametrize("objective", [START_VALUE, AVERAGE_VALUE, AVERAGE_REWARD])
def test_the_gradient_is_the_values_slope_and_the_exact_estimator_climbs(objective: dict[str, Any]) -> None:
    theta = np.random.default_rng(5).normal(size=100)
    question = {"problem": PROBLEM, "objective": objective}
    gradient = exact_answer(parse(ExactRequest, {**question, "theta": theta.tolist()}))["gradient"]
    along = np.random.default_rng(6).normal(size=100)
    plane = {"origin": theta.tolist(), "x_direction": along.tolist(), "y_direction": along.tolist(), "half_width": 1e-5, "resolution": 3}
    surface = landscape_answer(parse(LandscapeRequest, {**question, **plane}))["value"]
    assert (surface[1, 2] - surface[1, 0]) / 2e-5 == pytest.approx(gradient @ along, rel=1e-6)
    run = open_run(experiment({**question, "estimator": {"kind": "exact"}}))
    frames = [run.advance(n, frozenset({"exact", "values", "cloud", "baseline"})) for n in (0, 20, 20)]
    values = [frame["exact"]["value"] for frame in frames]
    assert values == sorted(values)
    assert values[0] == pytest.approx(ask(objective)["value"])


@pytest.mark.compiled
def test_with_the_suggested_horizon_sampling_agrees_with_the_endless_value() -> None:
    error = refusal(objective=START_VALUE)
    assert error.field == "problem.horizon"
    steps = horizon_for(GAMMA)
    assert f"take {steps}, or the estimator `exact`" in error.remedy
    assert GAMMA**steps <= NEGLIGIBLE < GAMMA ** (steps - 1)
    with_horizon = example_3_5(horizon=steps)
    endless, cut = ask(START_VALUE), ask(START_VALUE, with_horizon)
    assert np.abs(endless["state_values"] - cut["state_values"]).max() < NEGLIGIBLE * 10 / (1 - GAMMA)
    open_run(experiment({"problem": with_horizon, "objective": START_VALUE})).advance(1, frozenset())


@pytest.mark.parametrize(("discount", "steps"), [(0.0, 1), (0.5, 20), (0.99, 1375)])
def test_the_suggested_horizon_leaves_a_millionth(discount: float, steps: int) -> None:
    assert horizon_for(discount) == steps


def test_undiscounted_it_has_no_value_and_the_remedies_fit() -> None:
    forever = refusal(objective={"kind": "start_value", "discount": 1.0}, estimator={"kind": "exact"})
    assert forever.field == "problem.horizon"
    assert "no sum" in forever.expected
    assert forever.remedy == "Set a horizon, or a discount below 1, or ask for an average (objective.kind average_reward)."
    cut_off = refusal(problem={"kind": "gridworld", "map": ["S#G"], "horizon": None})
    assert cut_off.remedy == "Set a horizon, or a discount below 1, or give them an end."


def test_an_average_wants_one_stationary_distribution_and_segments_to_sample() -> None:
    assert "(objective.kind" not in refusal(problem=APART, estimator={"kind": "exact"}).remedy
    assert refusal(problem=APART, objective=AVERAGE_REWARD).field == "objective.kind"
    assert "length of the segments" in refusal(objective=AVERAGE_REWARD).expected
    assert refusal(objective=AVERAGE_REWARD).remedy == "The estimator `exact` needs none."


def test_a_question_to_the_estimators_is_pointed_at_the_problem() -> None:
    with pytest.raises(InvalidInput) as caught:
        estimates(parse(EstimatesRequest, {"problem": STAY, "objective": START_VALUE, "estimators": [{"kind": "gae"}]}))
    assert caught.value.field == "problem.horizon"
    exact = estimates(parse(EstimatesRequest, {"problem": STAY, "objective": START_VALUE, "estimators": [{"kind": "exact"}]}))
    assert exact["estimates"][0]["variance"] == 0.0


def test_a_live_change_to_what_cannot_be_sampled_changes_nothing() -> None:
    run = open_run(experiment({"problem": PROBLEM, "objective": START_VALUE, "estimator": {"kind": "exact"}}))
    for changes in ({"estimator": {"kind": "reinforce"}}, {"objective.discount": 1.0}):
        with pytest.raises(InvalidInput, match=r"problem\.horizon"):
            run.control(changes)
    assert run.experiment.estimator.kind == "exact"
    run.control({"objective.discount": 0.5})
    run.advance(1, frozenset())


class Pendulum(gym.Env):  # type: ignore[type-arg]
    """There and back for ever, for 1 and for 2."""

    observation_space = gym.spaces.Discrete(2)
    action_space = gym.spaces.Discrete(1)
    P = {0: {0: [(1.0, 1, 1.0, False)]}, 1: {0: [(1.0, 0, 2.0, False)]}}  # noqa: RUF012
    initial_state_distrib = (1.0, 0.0)


@pytest.fixture
def pendulum() -> Iterator[dict[str, Any]]:
    gym.register("Pendulum-v77", entry_point=Pendulum, max_episode_steps=4)
    yield {"kind": "gymnasium", "id": "Pendulum-v77"}
    del gym.registry["Pendulum-v77"]


def test_a_table_of_gymnasium_goes_on_for_ever_where_its_own_limit_is_left_out(pendulum: dict[str, Any]) -> None:
    forever = {**pendulum, "own_limit": False}
    once = {"kind": "start_value", "discount": 0.5}
    assert ask({"kind": "start_value"}, pendulum)["value"] == 6.0
    assert ask(once, forever)["value"] == pytest.approx((1 + 0.5 * 2) / (1 - 0.25), rel=1e-14)
    assert ask(AVERAGE_REWARD, forever)["value"] == pytest.approx(1.5, rel=1e-14)
    assert ask(once, {**forever, "horizon": 2})["value"] == 2.0
    assert "no sum" in refusal(problem=forever).expected
    sampled = refusal(problem=forever, objective=once)
    assert (sampled.field, str(horizon_for(0.5)) in sampled.remedy) == ("problem.horizon", True)
    open_run(experiment({"problem": pendulum, "objective": once})).advance(2, frozenset())


@pytest.mark.compiled
@pytest.mark.parametrize("name", ["FrozenLake-v1", pytest.param("CliffWalking-v1", marks=pytest.mark.compiled)])
def test_a_lake_without_a_limit_has_the_values_of_episodes_that_go_on_until_they_end(name: str) -> None:
    """Against P read plainly, the random policy's values by iteration; and no limit is the limit of long ones."""
    table, values = gym.make(name).unwrapped.P, {}  # type: ignore[attr-defined]
    for _ in range(400):
        values = {
            s: sum(p * (r + (0.0 if end else GAMMA * values.get(to, 0.0))) for way in ways.values() for p, to, r, end in way) / len(ways)
            for s, ways in table.items()
        }
    start = int(np.argmax(gym.make(name).unwrapped.initial_state_distrib))  # type: ignore[attr-defined]
    endless = {"kind": "gymnasium", "id": name, "own_limit": False}
    assert ask(START_VALUE, endless)["value"] == pytest.approx(values[start], rel=1e-12)
    assert ask(START_VALUE, {**endless, "horizon": 400})["value"] == pytest.approx(values[start], rel=1e-12)
    run = open_run(experiment({"problem": endless, "objective": START_VALUE}))
    assert run.advance(3, frozenset())["block"]["episodes"] == 3
