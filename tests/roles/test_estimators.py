"""What every estimator must have and be; a new one is tested here by being in the schema."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from policyscope.gradients import Settings
from policyscope.gradients.kernels.codes import Estimator as Code
from policyscope.runs import EstimatesRequest, Experiment, estimates, open_run
from policyscope.runs.kinds import GROUPS, kind_of, models
from policyscope.runs.specs.estimator import Estimator, Sampled

KINDS: dict[str, type[Estimator]] = {kind_of(model): model for model in models(GROUPS["estimator"])}  # type: ignore[misc]
SAMPLED = {kind: model for kind, model in KINDS.items() if issubclass(model, Sampled)}
PLACES: dict[str, dict[str, Any]] = {
    "tabular": {"problem": {"kind": "chain"}},
    "continuous": {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian"}},
    "linear_quadratic": {
        "problem": {"kind": "linear_quadratic", "horizon": 4}, "policy": {"kind": "gaussian", "sigma": 0.5},
        "optimizer": {"kind": "ascent", "learning_rate": 0.001},
    },
}  # fmt: skip
PAIRS = [(kind, family) for kind, model in KINDS.items() for family in model.families]
EVERY_PAIR = pytest.mark.parametrize(("kind", "family"), PAIRS)


def test_every_code_is_some_kinds() -> None:
    """λ-returns are two kinds: the one-step actor-critic, and GAE with its λ."""
    assert {model.code for model in SAMPLED.values()} == set(Code)


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_it_is(kind: str) -> None:
    model = KINDS[kind]
    assert model.__doc__
    assert 0 < len(model.short) <= 24
    facts = {"short": model.short, "weighs_scores": model.weighs_scores, "has_critic": model.has_critic}
    assert model.facts() == facts | {"families": list(model.families)}
    assert model.has_critic is ("critic" in model.model_fields)
    entry = model.entry
    assert entry is not None
    assert entry.formula
    assert entry.source
    assert entry.bias
    assert entry.variance


@pytest.mark.parametrize("kind", KINDS)
def test_it_tells_the_kernels_its_code_and_its_numbers(kind: str) -> None:
    asked = KINDS[kind]().settings(Settings())
    assert all(isinstance(value, (float, int)) for value in asked)
    if kind in SAMPLED:
        assert asked.estimator == SAMPLED[kind].code
        assert not asked.exact


@EVERY_PAIR
def test_a_run_with_it_plays_and_goes_on_from_its_state(kind: str, family: str) -> None:
    experiment = Experiment.model_validate(PLACES[family] | {"estimator": {"kind": kind}})
    run, streams = open_run(experiment), frozenset({"estimate", "exact", "cloud"})
    run.advance(3, frozenset())
    again = open_run(experiment, state=run.state)
    ours, theirs = run.advance(2, streams), again.advance(2, streams)
    assert np.array_equal(ours["theta"], theirs["theta"])
    assert np.isfinite(ours["theta"]).all()
    assert np.isfinite(ours["cloud"]["mean"]).all()


@EVERY_PAIR
def test_its_mean_is_the_gradient_or_what_it_says_and_samples_agree(kind: str, family: str) -> None:
    """At the start, with a critic the exact one; 20,000 episodes lie within five standard errors of the exact mean."""
    estimator = {"kind": kind} | ({"critic": "exact"} if KINDS[kind].has_critic else {})
    samples = 2_000 if kind == "finite_difference" else 20_000
    answer = estimates(EstimatesRequest.model_validate(PLACES[family] | {"estimators": [estimator], "samples": samples, "seed": 11}))
    line = answer["estimates"][0]
    assert line["exact_mean"] is not None
    assert (np.abs(line["mean"] - np.asarray(line["exact_mean"])) <= 5 * np.asarray(line["standard_error"]) + 1e-12).all()
    said = KINDS[kind].entry
    assert said is not None
    if said.bias.startswith("None"):
        assert line["exact_bias_norm"] < 1e-9 * max(1.0, float(np.linalg.norm(answer["exact_gradient"])))


@EVERY_PAIR
def test_a_picture_of_one_episode_tells_its_weighted_scores_where_it_says_so(kind: str, family: str) -> None:
    """Where a contribution is a sum of weighted scores, the frame's weights times its scores are the frame's estimate."""
    run = open_run(
        Experiment.model_validate(PLACES[family] | {"estimator": {"kind": kind}, "optimizer": {"kind": "ascent", "learning_rate": 0.0}})
    )
    frame = run.advance(1, frozenset({"episode", "scores", "estimate"}))
    if not KINDS[kind].weighs_scores:
        return
    episode = frame["episode"]
    odds = np.ones(len(episode["weights"]))
    if kind == "no_log":
        odds = np.asarray(frame["episode_probabilities"])[np.arange(len(odds)), episode["actions"]]
    told = (np.asarray(episode["weights"]) * odds) @ np.asarray(frame["scores"])
    assert told == pytest.approx(frame["estimate"], rel=1e-9, abs=1e-12)
