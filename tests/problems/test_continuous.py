"""Bandits with a scalar action: their curves, slopes and tops, and errors that name the field."""

from __future__ import annotations

import math

import numpy as np
import pytest

from policyscope.errors import InvalidInput
from policyscope.problems import Hills, Linear, Quadratic, Reward, Stair, continuous_bandit

X = np.array([2.0, -1.0])
CURVES: list[Reward] = [
    Quadratic(1.5, 0.5, 3.0),
    Linear((0.5, -2.0), 3.0),
    Hills((1.0, 2.0), (-1.5, 2.0), (1.0, 0.3)),
    Hills((-1.0, 0.5), (0.0, 0.2), (0.5, 2.0)),
    Stair(0.3, -1.0, 2.0),
    Stair(-0.3, 2.0, -1.0),
]


@pytest.mark.parametrize("curve", CURVES)
def test_the_slope_is_the_curves_own(curve: Reward) -> None:
    actions = np.linspace(-4, 4, 41)
    differences = (curve.mean(actions + 1e-6, X) - curve.mean(actions - 1e-6, X)) / 2e-6
    assert np.allclose(curve.slope(actions, X), differences, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("curve", CURVES)
def test_nothing_pays_more_than_the_best_action(curve: Reward) -> None:
    action, value = curve.best(X)
    assert (curve.mean(np.linspace(-8, 8, 4001), X) <= value + 1e-12).all()
    if math.isfinite(action):
        assert float(curve.mean(np.float64(action), X)) == pytest.approx(value, abs=1e-12)


def test_hills_of_no_height_have_no_top() -> None:
    assert Hills((-1.0, 0.0)).best(X) == (math.inf, 0.0)


def test_a_plain_bandit_has_one_context() -> None:
    bandit = continuous_bandit(Quadratic(2.0, top=1.0), reward_std=0.5)
    assert (bandit.count, bandit.inputs, bandit.reward_std) == (1, 1, 0.5)
    assert bandit.contexts.tolist() == [[1.0]]
    assert bandit.context_names == ("bandit",)
    assert bandit.notes == {"optimal_value": 1.0, "best_action": 2.0}
    assert continuous_bandit().notes == {"optimal_value": 0.0, "best_action": 0.0}
    assert continuous_bandit(Stair()).notes == {"optimal_value": 1.0}


def test_contexts_come_as_often_as_they_say() -> None:
    bandit = continuous_bandit(Linear((1.0, 2.0)), [[1.0, -1.0], [1.0, 1.0]], context_probabilities=[0.25, 0.75])
    assert bandit.context_probabilities.tolist() == [0.25, 0.75]
    assert bandit.context_names == ("context 1", "context 2")
    assert [bandit.reward.best(x)[0] for x in bandit.contexts] == [-1.0, 3.0]
    assert not bandit.contexts.flags.writeable


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Quadratic(math.nan), "target"),
        (lambda: Quadratic(0.0, 0.0), "scale"),
        (lambda: Quadratic(0.0, -1.0), "scale"),
        (lambda: Quadratic(0.0, 1.0, 1e9), "top"),
        (lambda: Linear((1.0, math.inf)), "weights"),
        (lambda: Linear((1.0,), 0.0), "scale"),
        (lambda: Hills((1.0,)), "heights"),  # type: ignore[arg-type]
        (lambda: Hills((1.0, 2.0), (0.0, math.nan)), "places"),
        (lambda: Hills((1.0, 2.0), (0.0, 1.0), (1.0, 0.0)), "widths"),
        (lambda: Stair(math.inf), "threshold"),
        (lambda: Stair(0.0, "low"), "low"),  # type: ignore[arg-type]
        (lambda: Stair(0.0, 0.0, True), "high"),
        (lambda: continuous_bandit(reward_std=-1.0), "reward_std"),
        (lambda: continuous_bandit(reward_std=math.nan), "reward_std"),
        (lambda: continuous_bandit(contexts=[]), "contexts"),
        (lambda: continuous_bandit(contexts=[[]]), "contexts"),
        (lambda: continuous_bandit(contexts=[[1.0], [1.0, 2.0]]), "contexts"),
        (lambda: continuous_bandit(contexts=[[math.nan]]), "contexts"),
        (lambda: continuous_bandit(Linear((1.0, 2.0))), "reward.weights"),
        (lambda: continuous_bandit(contexts=[[1.0], [2.0]], context_probabilities=[0.5]), "context_probabilities"),
        (lambda: continuous_bandit(contexts=[[1.0], [2.0]], context_probabilities=[0.5, 0.6]), "context_probabilities"),
        (lambda: continuous_bandit(context_probabilities=["all"]), "context_probabilities"),  # type: ignore[list-item]
    ],
)
def test_what_cannot_be_names_the_field(make, field: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidInput) as caught:
        make()
    assert caught.value.field == field
