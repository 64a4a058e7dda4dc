"""Published results, reproduced by the product's own learner from fixed seeds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from policyscope.gradients import Model, Settings, exact_answers
from policyscope.gradients import arrays as codes
from policyscope.gradients.arrays import Memory
from policyscope.gradients.estimate import batch_room
from policyscope.gradients.kernels.learn import learn
from policyscope.policies import custom, one_hot, probabilities
from policyscope.problems import bandit, short_corridor, testbed, two_state

pytestmark = pytest.mark.compiled


class Learner:
    """One learner that can be run on."""

    def __init__(self, model: Model, asked: Settings, theta: list[float], seed: int, longest: int = 1000) -> None:
        self.model, self.asked = model, asked
        self.memory = Memory.fresh(np.array(theta, dtype=float), model.problem.states)
        self.batch = batch_room(model, asked, longest, longest)
        self.room, self.metric = model.room(), model.metric(asked)
        self.rng = np.random.Generator(np.random.PCG64(seed))

    def on(self, updates: int) -> np.ndarray:
        """θ after so many more updates."""
        model, room = self.model, (self.batch, self.room, self.metric)
        learn(model.dynamics, model.phi, self.asked, self.memory, *room, updates, False, self.rng, codes.NO_ROWS)
        return self.memory.theta


def test_a_baseline_helps_the_gradient_bandit() -> None:
    """Sutton & Barto (2018), figure 2.5: true values near +4, 1000 steps.

    About 80 % optimal pulls with the mean reward as baseline and α = 0.1, fewer with α = 0.4; without a baseline well under
    60 %, and again fewer with α = 0.4.
    """
    share = {}
    for baseline in (codes.BASELINE_RUNNING, codes.BASELINE_NONE):
        for rate in (0.1, 0.4):
            asked = Settings(rate=rate, baseline=baseline, include_current=True)
            best = []
            for seed in range(300):
                problem = testbed(10, 4.0, 1.0, 1.0, seed)
                theta = Learner(Model.of(problem, one_hot(1, 10)), asked, [0.0] * 10, seed).on(1000)
                best.append(probabilities(one_hot(1, 10), theta)[0, problem.notes["best_arm"]])
            share[baseline, rate] = float(np.mean(best))
    assert 0.7 < share[codes.BASELINE_RUNNING, 0.1] < 0.9
    assert share[codes.BASELINE_RUNNING, 0.1] > share[codes.BASELINE_RUNNING, 0.4] > share[codes.BASELINE_NONE, 0.1]
    assert 0.6 > share[codes.BASELINE_NONE, 0.1] > share[codes.BASELINE_NONE, 0.4]


def corridor() -> Model:
    return Model.of(short_corridor(), custom([[[0.0, 1.0], [1.0, 0.0]]] * 4, 4, 2))


def late_value(asked: Settings, runs: int = 30) -> float:
    """Mean exact value of the policies after 1000 episodes, from the book's nearly deterministic start (left with 0.95)."""
    model, values = corridor(), []
    for seed in range(runs):
        theta = Learner(model, asked, [-1.47, 1.47], seed, 10_000).on(1000)
        values.append(exact_answers(model, theta, asked).value)
    return float(np.mean(values))


def test_reinforce_on_the_short_corridor() -> None:
    """Sutton & Barto (2018), figures 13.1 and 13.2: near −11.6 after 1000 episodes, and sooner with a baseline."""
    plain = late_value(Settings(rate=2.0**-13))
    baseline = late_value(Settings(rate=2.0**-9, baseline=codes.BASELINE_LEARNED, baseline_step=2.0**-6, shared_value=True))
    assert -14.0 < plain < -11.657
    assert plain < baseline < -11.657


def test_baselines_of_equal_variance_commit_differently() -> None:
    """Chung, Thomas, Machado & Le Roux (2021), figure 1: r = (1, 0.7, 0), natural gradient, θ₀ = (0, 3, 5), 1000 updates of 0.025.

    The share of runs that end on a suboptimal arm falls from b* − 1 to b* + ½, though b* ± ½ vary alike.
    """
    model, lost = Model.of(bandit([1.0, 0.7, 0.0]), one_hot(1, 3)), []
    for offset in (-1.0, -0.5, 0.0, 0.5):
        asked = Settings(rate=0.025, natural=True, baseline=codes.BASELINE_OPTIMAL, baseline_value=offset)
        ends = [probabilities(model.features, Learner(model, asked, [0.0, 3.0, 5.0], seed).on(1000))[0] for seed in range(200)]
        lost.append(float(np.mean([pi[0] < 0.5 for pi in ends])))
    assert lost == sorted(lost, reverse=True)
    assert lost[0] > lost[1] > lost[2]
    assert lost[1] > lost[3] + 0.1


def test_exact_softmax_ascent_converges_like_one_over_t() -> None:
    """Mei, Xiao, Szepesvári & Schuurmans (2020), theorem 2: the gap to the best arm is O(1/t)."""
    model = Model.of(bandit([1.0, 0.7, 0.0]), one_hot(1, 3))
    learner, gaps = Learner(model, Settings(rate=0.4, exact=True), [0.0] * 3, 0), []
    for updates in (1000, 1000, 2000, 4000):
        theta = learner.on(updates)
        gaps.append(1.0 - exact_answers(model, theta, Settings()).value)
    halves = [later / earlier for earlier, later in pairwise(gaps)]
    assert halves == pytest.approx([0.5] * 3, abs=0.05)


def test_exact_ascent_lingers_on_a_plateau_and_the_natural_gradient_does_not() -> None:
    """Mei et al. (2020), figure 1: from near a wrong corner the plain gradient needs the longer the nearer it began."""
    model = Model.of(bandit([1.0, 0.7, 0.0]), one_hot(1, 3))

    def updates_needed(theta: list[float], natural: bool) -> int:
        learner = Learner(model, Settings(rate=0.4, exact=True, natural=natural), theta, 0)
        for updates in range(1, 100_000):
            if probabilities(model.features, learner.on(1))[0, 0] > 0.5:
                return updates
        return 100_000

    plain = [updates_needed([0.0, gap, 0.0], False) for gap in (2.0, 4.0, 6.0)]
    natural = [updates_needed([0.0, gap, 0.0], True) for gap in (2.0, 4.0, 6.0)]
    assert plain[2] > 4 * plain[1]
    assert plain[1] > 3 * plain[0]
    assert natural[2] < plain[2] / 10
    assert natural[2] < 4 * natural[0]


def test_two_states_hold_the_plain_gradient_back() -> None:
    """Kakade (2001), figure 2: staying in the first state is worth 20, the best policy 38.

    The plain gradient makes leaving ever rarer and sits there; the natural one is through after 30 updates.
    """
    model = Model.of(two_state((1.0, 2.0), 20), one_hot(2, 2))
    start = [2.0, 0.0, -2.0, 0.0]

    def value(natural: bool, updates: int) -> float:
        theta = Learner(model, Settings(rate=0.01, exact=True, natural=natural), start, 0).on(updates)
        return exact_answers(model, theta, Settings()).value

    assert value(False, 1000) < 20.0 < 37.0 < value(True, 30)
