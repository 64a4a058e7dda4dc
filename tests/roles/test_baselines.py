"""What every baseline must have and be; a new one is tested here by being in the schema."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from policyscope.gradients import Settings
from policyscope.gradients.kernels.codes import Baseline as Code
from policyscope.runs import EstimatesRequest, Experiment, estimates, open_run
from policyscope.runs.kinds import GROUPS, kind_of, models
from policyscope.runs.specs.baselines import Baseline

KINDS: dict[str, type[Baseline]] = {kind_of(model): model for model in models(GROUPS["baseline"])}  # type: ignore[misc]
PLACES: dict[str, dict[str, Any]] = {
    "tabular": {"problem": {"kind": "chain"}},
    "continuous": {"problem": {"kind": "continuous_bandit", "contexts": [[1.0], [0.5]]}, "policy": {"kind": "gaussian"}},
    "linear_quadratic": {
        "problem": {"kind": "linear_quadratic", "horizon": 4}, "policy": {"kind": "gaussian", "sigma": 0.5},
        "optimizer": {"kind": "ascent", "learning_rate": 0.001},
    },
}  # fmt: skip
PAIRS = [(kind, family) for kind, model in KINDS.items() for family in PLACES if family in model.families]
EVERY = pytest.mark.parametrize("kind", KINDS)


def estimator(kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "reinforce", "batch_size": 4, "baseline": {"kind": kind, **fields}}


def test_every_code_is_some_kinds_and_no_two_share_one() -> None:
    assert {model.code for model in KINDS.values()} == set(Code)
    assert len(KINDS) == len(Code)


@EVERY
def test_it_says_what_it_is(kind: str) -> None:
    """To a list of estimators, to a student, to the gradients and to the reference."""
    model = KINDS[kind]
    assert model.__doc__
    assert 0 < len(model.short) <= 24
    assert model.sentence[0].isupper() or model.sentence.startswith("b is ")
    assert model.sentence.endswith(".")
    assert model.code.looks_at in ("nothing", "past", "batch", "exact")
    facts = {"short": model.short, "sentence": model.sentence, "looks_at": model.code.looks_at, "unbiased": model.unbiased}
    assert model.facts() == facts | {"families": list(model.families)}
    entry = model.entry
    assert entry is not None
    assert entry.formula
    assert entry.source
    assert entry.bias
    assert entry.variance


@EVERY
def test_it_tells_the_kernels_its_code_and_its_numbers(kind: str) -> None:
    model = KINDS[kind]
    asked = model().settings(Settings(batch=4))
    assert asked.baseline == model.code
    assert isinstance(asked, Settings)
    plain = Settings()
    same = (isinstance(now, type(before)) or isinstance(before, type(now)) for now, before in zip(asked, plain, strict=True))
    assert all(same), "or the kernels would be compiled again"


@pytest.mark.parametrize(("kind", "family"), PAIRS)
def test_a_run_with_it_plays_goes_on_from_its_state_and_shows_what_it_subtracted(kind: str, family: str) -> None:
    experiment = Experiment.model_validate(PLACES[family] | {"estimator": estimator(kind)})
    run, streams = open_run(experiment), frozenset({"episode", "baseline"})
    run.advance(3, frozenset())
    again = open_run(experiment, state=run.state)
    ours, theirs = run.advance(2, streams), again.advance(2, streams)
    assert np.array_equal(ours["theta"], theirs["theta"])
    assert ours["state"] == theirs["state"]
    assert np.isfinite(ours["episode"]["baselines"]).all()
    assert set(ours["baseline"]) == {"value", "values"}
    if KINDS[kind].code.by_state:
        assert len(ours["baseline"]["values"]) == run.learner.states
    else:
        assert ours["baseline"]["value"] is not None


@pytest.mark.parametrize(("kind", "family"), PAIRS)
def test_it_is_unbiased_exactly_where_it_says_so(kind: str, family: str) -> None:
    """By the exact mean where there is one; by 20,000 episodes besides, within five standard errors of it."""
    asked = EstimatesRequest.model_validate(
        {part: spec for part, spec in PLACES[family].items() if part != "optimizer"}
        | {"theta": None, "estimators": [estimator(kind)], "samples": 20_000, "seed": 7, "objective": {"kind": "start_value"}}
    )
    answer = estimates(asked)
    line, truth = answer["estimates"][0], np.asarray(answer["exact_gradient"])
    length = float(np.linalg.norm(truth))
    assert length > 0.01
    if line["exact_mean"] is not None:
        assert (line["exact_bias_norm"] < 1e-9 * length) is KINDS[kind].unbiased
        truth = np.asarray(line["exact_mean"])
    assert (np.abs(line["mean"] - truth) <= 5 * np.asarray(line["standard_error"]) + 1e-12).all()


@EVERY
def test_its_variance_is_known_exactly_where_it_is_the_same_for_every_episode(kind: str) -> None:
    asked = EstimatesRequest.model_validate(PLACES["tabular"] | {"estimators": [estimator(kind)], "samples": 5_000, "seed": 3})
    line = estimates(asked)["estimates"][0]
    assert (line["exact_variance"] is not None) is KINDS[kind].code.fixed
    if line["exact_variance"] is not None:
        assert line["variance"] == pytest.approx(line["exact_variance"], rel=0.15)


@EVERY
def test_changing_to_it_in_play_needs_no_new_run(kind: str) -> None:
    run = open_run(Experiment.model_validate(PLACES["tabular"] | {"estimator": {"kind": "reinforce", "batch_size": 4}}))
    run.advance(2, frozenset())
    run.control({"estimator.baseline": {"kind": kind}})
    steps = [run.advance(1, frozenset())["update"] for _ in range(3)]
    assert all(after == before + 1 for before, after in pairwise(steps))
