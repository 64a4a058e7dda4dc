"""Published results, reproduced through the presets: fixed seeds, tolerances stated beside each.

Where a paper shows a curve and no number, what is asserted is what the paper says of it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from policyscope.runs import PRESETS, Experiment, exact_answer, open_run, parse
from policyscope.runs.questions import ExactRequest

pytestmark = pytest.mark.compiled
LOOK = frozenset({"probabilities", "exact"})
BY_NAME = {preset.name: preset for preset in PRESETS}


def run_of(name: str, seed: int = 0, **changes: Any) -> Any:
    raw = BY_NAME[name].experiment.model_dump(mode="json") | {"seed": seed}
    for path, value in changes.items():
        at = raw
        *parents, last = path.split("__")
        for part in parents:
            at = at[part]
        at[last] = value
    return open_run(Experiment.model_validate(raw))


def test_ten_arms_near_four_need_a_baseline() -> None:
    """Sutton & Barto (2018), figure 2.5, after 1000 steps: with the baseline α = 0.1 finds the best arm most often, then α = 0.4,
    and without it both stay behind. Probability of the best arm, mean of 200 testbeds, standard error below 0.03."""
    found = {}
    for name in ("testbed", "testbed_baseline"):
        for rate in (0.1, 0.4):
            hits = []
            for seed in range(200):
                run = run_of(name, seed, problem__problem_seed=seed, optimizer__learning_rate=rate)
                hits.append(run.advance(1000, LOOK)["probabilities"][0, run.learner.model.problem.notes["best_arm"]])
            found[name, rate] = float(np.mean(hits))
    assert found["testbed_baseline", 0.1] == pytest.approx(0.85, abs=0.06)
    assert found["testbed_baseline", 0.4] == pytest.approx(0.68, abs=0.09)
    assert found["testbed", 0.1] == pytest.approx(0.44, abs=0.09)
    assert found["testbed", 0.4] == pytest.approx(0.32, abs=0.09)


def test_the_short_corridor_is_best_walked_at_random() -> None:
    """Sutton & Barto (2018), example 13.1: p(right) = 2 − √2, J = −6 − 4√2; ε-greedy −44.2 and −82.1, ε = 0.1."""

    def at(right: float) -> dict:
        raw = BY_NAME["short_corridor"].experiment.model_dump(mode="json")
        theta = [math.log(1 - right), math.log(right)]
        return exact_answer(parse(ExactRequest, {"problem": raw["problem"], "policy": raw["policy"], "theta": theta}))

    best = at(2 - math.sqrt(2))
    assert best["value"] == pytest.approx(-6 - 4 * math.sqrt(2))
    assert np.abs(best["gradient"]).max() < 1e-9
    assert at(0.95)["value"] == pytest.approx(-44.2, abs=0.05)
    assert at(0.05)["value"] == pytest.approx(-82.1, abs=0.05)


def test_reinforce_walks_the_short_corridor() -> None:
    """Figure 13.1: after 1000 episodes α = 2⁻¹³ is near −11.6, 2⁻¹² there sooner, 2⁻¹⁴ later. Means of 50 runs, s.e. below 1."""
    late = {}
    for power in (-12, -13, -14):
        ends = [run_of("short_corridor", seed, optimizer__learning_rate=2.0**power) for seed in range(50)]
        late[power] = [np.mean([run.advance(100, frozenset())["block"]["mean_return"] for run in ends]) for _ in range(10)]
    assert late[-12][4] > late[-13][4] > late[-14][4]
    assert late[-13][-1] == pytest.approx(-12.4, abs=1.0)
    assert late[-14][-1] < -13.5


def test_a_learned_baseline_speeds_up_the_short_corridor() -> None:
    """Figure 13.2: with α_θ = 2⁻⁹ and α_w = 2⁻⁶ the second hundred of episodes is as good as the tenth without a baseline.

    Medians of 60 runs: about one run in a hundred commits to the left for good and would decide any mean.
    """

    def hundreds(name: str, rate: float) -> np.ndarray:
        runs = [run_of(name, seed, optimizer__learning_rate=rate) for seed in range(60)]
        return np.array([np.median([run.advance(100, frozenset())["block"]["mean_return"] for run in runs]) for _ in range(10)])

    plain, helped = hundreds("short_corridor", 2.0**-13), hundreds("corridor_baseline", 2.0**-9)
    assert helped[1] == pytest.approx(-11.9, abs=0.6)
    assert plain[1] < -20
    assert helped[1] > plain[9]


def test_baselines_of_equal_variance_commit_differently() -> None:
    """Chung et al. (2021), §3: three arms (1, 0.7, 0), natural gradient, step 0.025, θ₀ = (0, 3, 5), 1000 updates. The share of runs
    that ends on a suboptimal arm falls along b* − 1, b* − ½, b*, b* + ½. The preset's 200 runs, standard error below 0.04."""
    shares = []
    for offset in (-1.0, -0.5, 0.0, 0.5):
        end = run_of("committal", 0, estimator__baseline__offset=offset).advance(1000, frozenset({"ensemble"}))
        shares.append((end["ensemble"]["probabilities"][:, 0] < 0.5).mean())
    assert shares[0] > shares[1] + 0.15 > shares[2] + 0.2
    assert shares[2] >= shares[3]
    assert shares[0] == pytest.approx(0.53, abs=0.15)
    assert shares[3] < 0.08


def test_what_the_exact_softmax_gradient_loses_falls_like_one_over_t() -> None:
    """Mei et al. (2020), theorem 2: t·(J* − J) settles; theorem 1's plateau: from a bad corner hundreds of updates gain nothing."""
    run, lost = run_of("plateau", initial_theta=[0.0, 0.0, 0.0]), {}
    for t in (1000, 10_000, 100_000):
        lost[t] = t * (1.0 - run.advance(t - run.update, LOOK)["exact"]["value"])
    assert lost[10_000] == pytest.approx(lost[1000], rel=0.06)
    assert lost[100_000] == pytest.approx(lost[10_000], rel=0.01)
    stuck = run_of("plateau")
    before = stuck.advance(0, LOOK)["exact"]["value"]
    assert stuck.advance(500, LOOK)["exact"]["value"] - before < 0.01
    assert stuck.advance(10_000, LOOK)["exact"]["value"] > 0.999


def test_the_natural_gradient_crosses_the_plateau_of_two_states() -> None:
    """Kakade (2001), figure 2: the plain gradient hangs near average reward 1, the natural one does not."""
    plain, natural = run_of("two_states"), run_of("two_states_natural")
    assert plain.advance(1000, LOOK)["exact"]["value"] < 1.0
    assert natural.advance(100, LOOK)["exact"]["value"] > 1.99
    assert natural.advance(400, LOOK)["exact"]["value"] == pytest.approx(2.0, abs=1e-12)


def test_the_optimal_constant_of_greensmith_bartlett_and_baxter() -> None:
    """b* = E[R |ψ|²] / E[|ψ|²] (2004, theorem 8, for one step): 2.3258 on the score polygon's three arms."""
    experiment = BY_NAME["score_polygon"].experiment
    answer = exact_answer(
        parse(ExactRequest, experiment.model_dump(mode="json", include={"problem", "policy"}) | {"theta": experiment.initial_theta})
    )
    pi, norms = answer["probabilities"][0], (answer["scores"][0] ** 2).sum(axis=1)
    assert answer["optimal_constant"] == pytest.approx((pi * norms * [1.0, 2.0, 4.0]).sum() / (pi * norms).sum())
    assert answer["optimal_constant"] == pytest.approx(2.326, abs=5e-4)


def test_the_plateau_grows_with_the_nearness_of_the_wrong_corner() -> None:
    """Mei et al. (2020), figure 1; and the natural gradient leaves it in a time that hardly grows."""

    def updates_needed(gap: float, preconditioner: str) -> int:
        run = run_of("plateau", initial_theta=[0.0, gap, 0.0], optimizer__preconditioner=preconditioner)
        while run.advance(1, LOOK)["probabilities"][0, 0] < 0.5:
            assert run.update < 100_000
        return int(run.update)

    plain = [updates_needed(gap, "none") for gap in (2.0, 4.0, 6.0)]
    natural = [updates_needed(gap, "natural") for gap in (2.0, 4.0, 6.0)]
    assert plain[2] > 4 * plain[1] > 12 * plain[0]
    assert natural[2] < min(plain[2] / 10, 4 * natural[0])
