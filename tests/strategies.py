"""Hypothesis strategies: random problems, features and θ of every shape the mathematics must hold for.

Structure (sizes, horizon, terminals, kinds) is drawn by Hypothesis, so that failures shrink to small cases; the numbers
come from a generator with a drawn seed.
"""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from policyscope.policies import Features, Network, Preferences, custom, network, one_hot, stacked
from policyscope.problems import TabularMDP, tabular

SEEDS = st.integers(0, 2**32 - 1)
DISCOUNTS = st.sampled_from([0.9, 0.3, 1.0, 0.99, 0.0])
TEMPERATURES = st.sampled_from([1.0, 0.25, 3.0])


@st.composite
def mdps(
    draw: st.DrawFn, *, states: int = 4, actions: int = 3, horizon: int | None = None, endless: bool = True, noise: bool = True,
    branches: int = 3,
) -> TabularMDP:  # fmt: skip
    """A random problem.

    Args:
        draw: Hypothesis's.
        states: at most this many that go on, and up to two terminal ones.
        actions: at most this many, at least one.
        horizon: the longest horizon; None only makes problems that end by themselves.
        endless: whether, with a horizon, there may be no terminal state at all.
        noise: whether rewards may be random.
        branches: at most this many successors of a state and action.
    """
    going = draw(st.sampled_from(range(states, 0, -1)))
    ending = draw(st.integers(0 if horizon is not None and endless else 1, 2))
    count, arms = going + ending, draw(st.sampled_from([*range(actions, 1, -1)] * 3 + [1]))
    rng = np.random.default_rng(draw(SEEDS))
    transition = np.zeros((count, arms, count))
    for s in range(going):
        for a in range(arms):
            targets = rng.choice(count, size=min(count, int(rng.integers(1, branches + 1))), replace=False)
            transition[s, a, targets] = rng.dirichlet(np.ones(len(targets)))
            if horizon is None:
                transition[s, a] = 0.8 * transition[s, a] + 0.2 * np.eye(count)[going]
    transition[going:, :, :] = np.eye(count)[going:, None, :]
    reward = rng.normal(size=transition.shape) * draw(st.sampled_from([1.0, 10.0, 0.0])) + draw(st.sampled_from([-3.0, 0.0]))
    spread = np.abs(rng.normal(size=transition.shape)) * rng.integers(0, 2, size=transition.shape)
    start = np.zeros(count)
    start[:going] = rng.dirichlet(np.ones(going)) if draw(st.sampled_from([True, False])) else np.eye(going)[0]
    order = rng.permutation(count)  # terminal states need not be the last ones
    return tabular(
        transition[np.ix_(order, range(arms), order)],
        reward[np.ix_(order, range(arms), order)],
        start[order],
        np.arange(count)[order] >= going,
        spread if noise and draw(st.booleans()) else None,
        None if horizon is None else draw(st.sampled_from(range(horizon, 0, -1))),
    )


@st.composite
def features(draw: st.DrawFn, mdp: TabularMDP) -> Features:
    """Features for the problem: one-hot, stacked, or custom ones that may be sparse, repeated, empty or of low rank."""
    kind = draw(st.sampled_from(["dense", "one_hot", "sparse", "stacked", "repeated", "low_rank", "zero"]))
    shape = (mdp.states, mdp.actions, draw(st.sampled_from([4, 3, 5, 2, 1])))
    rng = np.random.default_rng(draw(SEEDS))
    if kind == "one_hot":
        return one_hot(mdp.states, mdp.actions)
    if kind == "stacked":
        return stacked(rng.normal(size=(shape[0], shape[2])), mdp.states, mdp.actions)
    phi = rng.normal(size=shape)
    if kind == "sparse":
        phi *= rng.integers(0, 2, size=shape)
    if kind == "repeated":
        phi = np.concatenate([phi, phi[..., :1], np.ones((*shape[:2], 1))], axis=2)
    if kind == "low_rank":
        phi = phi[..., :1] * np.arange(1.0, shape[2] + 1)
    if kind == "zero":
        phi = np.zeros(shape)
    return custom(phi, mdp.states, mdp.actions)


@st.composite
def networks(draw: st.DrawFn, mdp: TabularMDP) -> Network:
    """A network for the problem, of none to two hidden layers, its inputs dense, sparse or one-hot."""
    rng = np.random.default_rng(draw(SEEDS))
    inputs = rng.normal(size=(mdp.states, draw(st.sampled_from([2, 1, 3]))))
    kind = draw(st.sampled_from(["dense", "sparse", "one_hot"]))
    if kind == "one_hot":
        inputs = np.eye(mdp.states)
    if kind == "sparse":
        inputs *= rng.integers(0, 2, size=inputs.shape)
    return network(inputs, mdp.states, mdp.actions, draw(st.sampled_from([[2], [3, 2], [1], []])))


@st.composite
def preferences(draw: st.DrawFn, mdp: TabularMDP) -> Preferences:
    """Features for the problem, or now and then a network."""
    return draw(networks(mdp) if draw(st.sampled_from([False, False, True])) else features(mdp))


@st.composite
def thetas(draw: st.DrawFn, size: int, most: float = 3.0) -> np.ndarray:
    """θ of D components, of sizes from 0 to ``most``."""
    rng = np.random.default_rng(draw(SEEDS))
    return rng.uniform(-1, 1, size) * draw(st.sampled_from([1.0, most, 0.1, 0.0]))
