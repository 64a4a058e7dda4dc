"""Nothing of the schema is undocumented: every kind has formula, meaning and source, estimators and baselines bias and variance,
and an example that the real parser takes and a run accepts."""

from __future__ import annotations

import pytest

from policyscope.runs import catalog, open_run, parse_experiment
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
            assert member["reference"] == f"/reference#{group}-{member['kind']}"
            assert member["formula"] == ENTRIES[group][member["kind"]].formula
            assert member["source"]
