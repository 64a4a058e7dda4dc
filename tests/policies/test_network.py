"""Networks: their slopes against complex steps, against automatic differentiation, and where learning begins."""

from __future__ import annotations

import math
from itertools import pairwise

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import jacobian
from hypothesis import given
from hypothesis import strategies as st

from policyscope.errors import InvalidInput
from policyscope.policies import Network, log_probabilities, network, parameters_of, scores
from tests import reference
from tests.strategies import SEEDS, TEMPERATURES, mdps, networks, thetas

WIDE = st.sampled_from([[4], [8, 4], [5, 4, 3], [32], []])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Network, np.ndarray]:
    net = draw(networks(draw(mdps(horizon=1))))
    return net, draw(thetas(net.parameters))


@given(cases())
def test_preferences_are_each_units_sum(case: tuple[Network, np.ndarray]) -> None:
    net, theta = case
    assert np.allclose(net.preferences(theta), reference.preferences(net, theta), rtol=1e-12, atol=1e-13)


@given(cases())
def test_backpropagation_is_the_complex_step(case: tuple[Network, np.ndarray]) -> None:
    net, theta = case
    assert np.allclose(net.jacobian(theta), reference.slopes(net, theta), rtol=1e-12, atol=1e-13)


@given(WIDE, st.integers(1, 4), st.integers(2, 4), TEMPERATURES, SEEDS)
def test_scores_are_those_of_automatic_differentiation(hidden: list[int], inputs: int, actions: int, tau: float, seed: int) -> None:
    """autograd (Maclaurin, Duvenaud & Adams 2015) differentiates the textbook's line of NumPy; backpropagation here is our own."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(3, inputs))
    net = network(x, 3, actions, hidden)

    def log_policy(theta):  # type: ignore[no-untyped-def]
        h, at, sizes = x, 0, [inputs, *hidden, actions]
        for rows, columns in pairwise(sizes):
            weights, at = theta[at : at + rows * columns].reshape(rows, columns), at + rows * columns
            h, at = anp.dot(h if at == rows * columns else anp.tanh(h), weights) + theta[at : at + columns], at + columns
        h = h / tau
        return h - anp.log(anp.sum(anp.exp(h), axis=1, keepdims=True))

    theta = net.initial(rng)
    assert np.allclose(log_probabilities(net, theta, tau), log_policy(theta), atol=1e-12)
    assert np.allclose(scores(net, theta, tau), jacobian(log_policy)(theta), atol=1e-12)


def test_parameters_lie_layer_by_layer_under_readable_names() -> None:
    net = network([[1.0, 2.0]], 1, 3, [2])
    assert net.parameters == len(net.names) == parameters_of(2, [2], 3) == 15
    assert net.names[:6] == ("W1[1,1]", "W1[1,2]", "W1[2,1]", "W1[2,2]", "b1[1]", "b1[2]")
    assert net.names[6:] == (*(f"W2[{i},{j}]" for i in (1, 2) for j in (1, 2, 3)), "b2[1]", "b2[2]", "b2[3]")
    theta = np.zeros(15)
    theta[[2, 4, 7, 13]] = 0.5, -0.3, 2.0, 1.0  # W1[2,1], b1[1], W2[1,2], b2[2]
    assert net.preferences(theta)[0] == pytest.approx([0.0, 1.0 + 2.0 * math.tanh(0.5 * 2.0 - 0.3), 0.0])


def test_at_zero_only_the_last_biases_have_a_slope() -> None:
    net = network(np.eye(3), 3, 2, [4, 3])
    psi = scores(net, np.zeros(net.parameters))
    assert not psi[..., :-2].any()
    assert psi[..., -2:].all()


@given(WIDE, SEEDS)
def test_learning_begins_within_glorots_bounds(hidden: list[int], seed: int) -> None:
    net = network(np.eye(5), 5, 3, hidden)
    theta = net.initial(np.random.default_rng(seed))
    assert np.array_equal(theta, net.initial(np.random.default_rng(seed)))
    for weights, bias in net.layers(theta):
        reach = math.sqrt(6 / sum(weights.shape))
        assert not bias.any()
        assert 0.5 * reach < np.abs(weights).max() < reach
        assert abs(weights.mean()) < 4 * reach / math.sqrt(3 * weights.size)


@pytest.mark.parametrize(
    ("inputs", "hidden", "field", "says"),
    [
        ([[1.0]], [2], "state_inputs", "2 rows"),
        ([[], []], [2], "state_inputs", "at least one number"),
        ([[1.0], [math.inf]], [2], "state_inputs", "finite"),
        ([[1.0], [2.0]], [2, 0], "hidden", "at least one unit"),
    ],
)
def test_bad_networks_are_named(inputs: list, hidden: list[int], field: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        network(inputs, 2, 2, hidden)
    assert caught.value.field == field
    assert says in caught.value.expected
