"""θ moves after every step of a finished episode: the book's loop in plain NumPy, and how far one move a whole episode is from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from policyscope.errors import InvalidInput
from policyscope.policies import Gaussian, scores
from policyscope.runs import EstimatesRequest, Run, estimates, open_run, parse_experiment

STREAMS = frozenset({"episode", "scores", "estimate"})
GRID = {"kind": "gridworld", "map": ["S.", ".G"], "slip": 0.2, "horizon": 8}
CORRIDOR = {"kind": "custom", "phi": [[[1.0, 0.0], [0.0, 1.0]]] * 4}
LISTED: dict[str, dict[str, Any]] = {
    "one-hot": {"problem": GRID},
    "shared features": {"problem": {"kind": "short_corridor"}, "policy": {"kind": "softmax", "features": CORRIDOR, "temperature": 2.0}},
    "network": {"problem": GRID, "policy": {"kind": "mlp", "hidden": [3]}},
}
STEERED: dict[str, dict[str, Any]] = {
    "steering": {"problem": {"kind": "linear_quadratic", "horizon": 5}, "policy": {"kind": "gaussian", "sigma": 0.5}},
    "steering, all three": {
        "problem": {"kind": "linear_quadratic", "horizon": 5, "constant": True},
        "policy": {"kind": "gaussian", "sigma": 0.5, "learn_sigma": True},
    },
}
EVERY = pytest.mark.parametrize("parts", [*LISTED.values(), *STEERED.values()], ids=[*LISTED, *STEERED])


def a_run(parts: dict[str, Any], rate: float = 0.05, seed: int = 3, moves: str = "every_step", **estimator: Any) -> Run:
    asked = {"kind": "reinforce", "moves": moves, **estimator}
    return open_run(
        parse_experiment(
            {
                **parts, "estimator": asked, "optimizer": {"kind": "ascent", "learning_rate": rate}, "seed": seed,
                "objective": {"kind": "start_value", "discount": 0.9},
            }
        )
    )  # fmt: skip


def score_of(run: Run, theta: np.ndarray, state: Any, action: Any) -> np.ndarray:
    """∇ log π(a|s) at θ, by the policy's own plain NumPy."""
    model, policy = run.learner.model, run.experiment.policy  # type: ignore[attr-defined]
    if isinstance(getattr(model, "policy", None), Gaussian):
        x = np.array([[state, 1.0][: model.policy.inputs]])
        return np.asarray(model.policy.scores(theta, x, np.array([action]))[0])
    return np.asarray(scores(model.features, theta, policy.temperature)[int(state), int(action)])


@EVERY
@pytest.mark.parametrize("credit", ["reward_to_go", "total_return"])
def test_an_update_is_the_books_loop(parts: dict[str, Any], credit: str) -> None:
    """Three updates of one episode each, θ ← θ + α γᵗ G_t ∇ln π(A_t|S_t, θ) from step to step."""
    run = a_run(parts, 0.002 if "linear" in parts["problem"]["kind"] else 0.05, credit=credit, baseline={"kind": "constant", "value": -1.0})
    rate = run.experiment.optimizer.learning_rate
    for _ in range(3):
        theta = run.advance(0, frozenset())["theta"]
        frame = run.advance(1, STREAMS)
        episode, loop = frame["episode"], theta.copy()
        for t, (state, action, g) in enumerate(zip(episode["states"], episode["actions"], episode["returns"], strict=True)):
            score = score_of(run, loop, state, action)
            assert frame["scores"][t] == pytest.approx(score, rel=1e-9, abs=1e-9)
            loop += rate * (0.9**t if credit == "reward_to_go" else 1.0) * (g + 1.0) * score
        assert frame["theta"] == pytest.approx(loop, rel=1e-11, abs=1e-12)
        assert episode["weights"] @ frame["scores"] == pytest.approx(frame["estimate"], rel=1e-9, abs=1e-10)


@EVERY
def test_one_move_an_episode_differs_by_the_learning_rate_squared(parts: dict[str, Any]) -> None:
    """The same episode both ways: half the learning rate, a quarter of the difference."""
    gaps = []
    for rate in (2e-4, 1e-4):
        ends = [a_run(parts, rate, moves=moves).advance(1, frozenset())["theta"] for moves in ("once", "every_step")]
        gaps.append(np.linalg.norm(ends[1] - ends[0]))
    assert gaps[1] > 0
    assert gaps[0] / gaps[1] == pytest.approx(4.0, rel=0.05)


@EVERY
def test_a_batch_is_the_mean_of_its_episodes_loops_from_one_theta(parts: dict[str, Any]) -> None:
    rate = 0.001
    run = a_run(parts, rate, batch_size=4, entropy_bonus=0.2)
    start = run.advance(0, frozenset())["theta"]
    lines = [run.sample(STREAMS) for _ in range(4)]
    each = [line["episode"] for line in lines]
    assert lines[-1]["theta"] == pytest.approx(start + rate * lines[-1]["estimate"], rel=1e-12)
    model = run.learner.model  # type: ignore[attr-defined]
    asked = run.learner.settings  # type: ignore[attr-defined]
    rows = model.contributions(start, asked, 4, np.random.Generator(np.random.PCG64(3)))
    assert [len(one["actions"]) for one in each] == [one["length"] for one in each]
    assert rows.mean(axis=0) == pytest.approx(lines[-1]["estimate"], rel=1e-9, abs=1e-12)


def test_with_one_step_an_episode_both_are_the_same() -> None:
    ends = [a_run({}, moves=moves, batch_size=3).advance(20, frozenset())["theta"] for moves in ("once", "every_step")]
    assert ends[0] == pytest.approx(ends[1], rel=1e-12)


def test_its_mean_is_known_where_episodes_have_one_step_and_nowhere_else() -> None:
    for problem, known in (({"kind": "bandit"}, True), (GRID, False)):
        asked = EstimatesRequest.model_validate(
            {"problem": problem, "estimators": [{"kind": "reinforce", "moves": "every_step"}], "samples": 100}
        )
        (line,) = estimates(asked)["estimates"]
        assert (line["exact_mean"] is not None) is known
        assert (line["exact_variance"] is not None) is known


@pytest.mark.parametrize(
    "optimizer",
    [{"kind": "adam"}, {"kind": "momentum"}, {"kind": "ascent", "schedule": "1/t"}, {"kind": "ascent", "preconditioner": "natural"}],
)
def test_optimizers_without_a_step_of_their_own_are_refused(optimizer: dict[str, Any]) -> None:
    asked = {"estimator": {"kind": "reinforce", "moves": "every_step"}, "optimizer": optimizer}
    with pytest.raises(InvalidInput, match="once, unless the optimizer is ascent") as caught:
        open_run(parse_experiment(asked))
    assert caught.value.field == "estimator.moves"
