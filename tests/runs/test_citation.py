"""What to cite is what is in use, each source once."""

from __future__ import annotations

import doctest

import pytest

from policyscope.runs import PRESETS, Experiment, catalog, citation, cite
from policyscope.runs.kinds import PATHS


def sources(**parts: object) -> dict[str, str]:
    return {each.group: each.source for each in cite(Experiment.model_validate(parts))}


def test_what_is_in_use_is_cited_and_nothing_else() -> None:
    said = sources(
        problem={"kind": "bandit"},
        estimator={"kind": "reinforce", "batch_size": 4, "baseline": {"kind": "leave_one_out"}},
        optimizer={"kind": "adam", "preconditioner": "natural", "damping": 0.1},
    )
    assert said["estimator"].startswith("Williams (1992)")
    assert said["baseline"].startswith("Kool, van Hoof & Welling (2019)")
    assert said["optimizer"].startswith("Kingma & Ba (2015)")
    assert said["preconditioner"].startswith("Amari (1998)")
    assert not any("Schulman" in source for source in said.values())


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_can_be_cited(preset) -> None:  # type: ignore[no-untyped-def]
    found = cite(preset.experiment)
    assert {each.group for each in found} <= set(PATHS)
    assert len({each.source for each in found}) == len(found) > 1


def test_the_example_is_true() -> None:
    assert doctest.testmod(citation).failed == 0
    assert doctest.testmod(citation).attempted > 0


def test_the_catalogue_says_where_in_an_experiment_each_group_stands() -> None:
    said = catalog()
    assert said["paths"] == PATHS
    assert set(said["kinds"]) == set(PATHS)
    assert all(each["source"] for group in ("estimator", "baseline", "credit", "preconditioner") for each in said["kinds"][group])
