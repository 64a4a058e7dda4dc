"""Nothing of the schema is undocumented: every kind has formula, meaning and source, estimators and baselines bias and variance,
and an example that the real parser takes and a run accepts."""

from __future__ import annotations

import pytest

from policyscope.runs import EstimatesRequest, catalog, estimates, open_run, parse, parse_experiment
from policyscope.runs.kinds import CHOICES, GROUPS, choices, kinds
from policyscope.runs.reference import ENTRIES, SECTIONS, Documented, anchor, documented

EVERY = [each for group in ENTRIES for each in documented(group)]
ESTIMATES = {"estimator", "baseline", "credit"}


def test_every_group_and_choice_is_walked_and_every_entry_is_of_a_kind_there_is() -> None:
    assert set(ENTRIES) == set(SECTIONS) == {*GROUPS, *CHOICES}
    for group, entries in ENTRIES.items():
        there = set(kinds(group) if group in GROUPS else choices(group))
        assert set(entries) == there, f"{group}: {set(entries) ^ there}"
    assert len(EVERY) >= 46


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.anchor)
def test_every_kind_is_documented_and_its_example_runs(each: Documented) -> None:
    entry = each.entry
    assert entry is not None
    assert entry.formula
    assert entry.source
    assert each.help or entry.meaning, "what it means"
    if each.group in ESTIMATES:
        assert entry.bias
        assert entry.variance
    for text in (entry.meaning, entry.bias, entry.variance):
        assert not text or text.endswith((".", "`", ".)")), text
    run = open_run(parse_experiment(each.example))
    run.advance(1, frozenset())
    where = run.experiment.model_dump(mode="json")
    for part in (GROUPS.get(each.group) or CHOICES[each.group]).split("."):
        where = where[part]
    assert (where["kind"] if each.group in GROUPS else where) == each.kind


def test_anchors_are_all_different_and_need_no_escaping() -> None:
    anchors = [each.anchor for each in EVERY]
    assert len(set(anchors)) == len(anchors)
    assert anchor("schedule", "1/sqrt(t)") == "schedule-1-over-sqrt-t"
    assert all(part.isalnum() for each in anchors for part in each.replace("_", "-").split("-"))


def test_the_catalogue_carries_formula_source_and_place() -> None:
    body = catalog()
    for group, members in body["kinds"].items():
        for member in members:
            assert member["reference"] == f"/reference#{anchor(group, member['kind'])}"
            assert member["formula"] == ENTRIES[group][member["kind"]].formula
            assert member["source"]


STEPS = {"problem": {"kind": "chain", "length": 2, "slip": 0.25, "horizon": 2}, "theta": [0.4, -0.7, 0.2, 1.1, 0.0, 0.0], "samples": 4}
STAIR = {
    "problem": {"kind": "continuous_bandit", "reward": {"kind": "stair", "threshold": 0.3}}, "policy": {"kind": "gaussian"}, "theta": [0.1],
    "samples": 4,
}  # fmt: skip
ON_NUMBERS = {"pathwise", "measure_valued"}
UNLESS = ("None by default", "None for $J_1$", "None where", "None for $\\lambda = 1$")


def bias_of(around: dict, estimator: dict) -> float | None:
    return estimates(parse(EstimatesRequest, {**around, "estimators": [estimator]}))["estimates"][0]["exact_bias_norm"]


@pytest.mark.parametrize("kind", sorted(ENTRIES["estimator"]))
def test_an_estimator_is_called_unbiased_exactly_where_it_is(kind: str) -> None:
    """On two steps, or on a stair for those that need a number for their action; None: what a critic knows decides."""
    bias, said = bias_of(STAIR if kind in ON_NUMBERS else STEPS, {"kind": kind}), ENTRIES["estimator"][kind].bias
    if bias is None or bias > 1e-9:
        assert not said.startswith("None") or said.startswith(UNLESS)
    else:
        assert said.startswith("None")


@pytest.mark.parametrize("kind", sorted(ENTRIES["baseline"]))
def test_a_baseline_is_called_unbiased_exactly_where_it_is(kind: str) -> None:
    bias, said = bias_of(STEPS, {"kind": "reinforce", "batch_size": 2, "baseline": {"kind": kind}}), ENTRIES["baseline"][kind].bias
    assert bias is not None
    assert (bias < 1e-9) == said.startswith("None")
