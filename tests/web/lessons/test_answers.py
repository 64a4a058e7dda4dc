"""What lessons ask of the library, against the same asked elsewhere."""

from __future__ import annotations

import json

import numpy as np
import pytest

import policyscope as ps
from policyscope.web.lessons import counted
from policyscope.web.lessons.facts import Facts, Unknown
from policyscope.web.lessons.queries import state_of
from scripts.counted_runs import count, wanted


def facts(query: str) -> Facts:
    return Facts(state_of(query))


def test_what_was_counted_is_what_is_counted_now() -> None:
    """A thousand runs of ten thousand updates: once a session."""
    known = json.loads(counted.path().read_text(encoding="utf-8"))
    assert list(known) == wanted(counted.path().parent)
    assert known == {key: count(key) for key in known}


def test_uncounted_runs_are_played_and_have_a_bound() -> None:
    few = facts("?preset=three_arms&lr=2&seed=3")
    assert few.value("ending_best(200, 8)") == count("?preset=three_arms&lr=2&seed=3 ending_best(200, 8)")
    with pytest.raises(Unknown, match="at most 2,000,000"):
        few.value("ending_best(10000, 1000)")


def test_pictures_do_not_change_what_was_counted() -> None:
    one, other = ("?panels=curve&lr=2&preset=three_arms", "?preset=three_arms&lr=2&panels=simplex,cloud&theme=dark")
    assert counted.key_of(one, "f") == counted.key_of(other, "f")


def test_a_loop_closes_for_a_gradient_and_not_without_gamma() -> None:
    here = facts("?preset=three_objectives")
    assert here.value("loop(0, 2, 2)") == pytest.approx(0.0, abs=1e-9)
    assert here.value("loop_without_gamma(0, 2, 2)") == pytest.approx(-0.490490, abs=1e-5)
    assert here.value("loop_without_gamma(2, 0, 2)") == pytest.approx(0.490490, abs=1e-5)


def test_small_loops_are_the_curl() -> None:
    """Green: around a small square the integral is its area times ∂g_j/∂θ_i − ∂g_i/∂θ_j."""
    here, step = facts("?preset=three_objectives"), 1e-4
    field = here.answers._without_gamma
    ahead, up = (field(here.theta + step * np.eye(4)[k]) - field(here.theta - step * np.eye(4)[k]) for k in (0, 2))
    curl = (ahead[2] - up[0]) / (2 * step)
    assert here.value("loop_without_gamma(0, 2, 0.01)") == pytest.approx(1e-4 * curl, rel=1e-3)


def test_objectives_at_one_theta() -> None:
    here = facts("?preset=three_objectives")
    assert here.value('value_of("average_value")') == pytest.approx(7.5)
    assert here.value('value_of("average_reward")') == pytest.approx(0.75)
    assert here.value('gradient_of("average_value") - 10 * gradient_of("average_reward")') == pytest.approx([0.0] * 4, abs=1e-9)
    assert here.value('angle(gradient, gradient_of("average_reward"))') == pytest.approx(4.66478, abs=1e-4)
    assert here.value('visits_of("start_value")') == pytest.approx([0.55692, 0.44308], abs=1e-4)


def test_credit_and_baseline_on_the_grid() -> None:
    here = facts("?preset=grid")
    found = [float(here.value(text)) for text in ('variance(0, "total_return")', "variance(0)", 'variance("exact_value")')]
    assert found == pytest.approx([166472.673, 58698.525, 6146.023], rel=1e-6)
    with pytest.raises(Unknown, match="closed form"):
        here.value('variance("exact_value", "total_return")')


def test_a_gaussians_scores_and_rivals() -> None:
    assert facts("?preset=gaussian&theta=0,0").value("score(2)") == pytest.approx([2.0, 3.0])
    assert facts("?preset=gaussian&theta=0,0").value("score(0.5)") == pytest.approx([0.5, -0.75])
    assert facts("?preset=linear_mean").value("score(2.2)") == pytest.approx([2.4])
    three = [
        float(facts("?preset=three_estimators").value(f'variance_of("{kind}")')) for kind in ("reinforce", "pathwise", "measure_valued")
    ]
    assert three == pytest.approx([433.0, 28.0, 24.3718], rel=1e-4)


def test_a_run_is_the_librarys_own() -> None:
    expected = ps.run(ps.experiment(preset="two_states"), 200, 200).value[-1]
    assert facts("?preset=two_states").value("value_after(200)") == expected
    with pytest.raises(Unknown, match="at least one"):
        facts("?preset=two_states").value("value_after(0)")


def test_a_softmax_has_no_score_of_a_number() -> None:
    with pytest.raises(Unknown):
        facts("?preset=three_arms").value("score(2)")
