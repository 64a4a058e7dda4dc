"""The keys of a page's address, as all that the server reads of one understands them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policyscope.runs import PRESETS, parse_experiment
from policyscope.web.embedding.query import experiment_of
from policyscope.web.keys import path_of, settled
from policyscope.web.lessons.queries import state_of


def tree() -> dict[str, Any]:
    return PRESETS[0].experiment.model_dump(mode="json")


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("lr", "optimizer.learning_rate"),
        ("batch", "estimator.batch_size"),
        ("theta", "initial_theta"),
        ("means", "problem.means"),
        ("estimator.baseline", "estimator.baseline"),
        ("estimator.baseline.kind", "estimator.baseline"),
        ("problem", "problem"),
        ("b", None),  # no constant baseline, no value
        ("kind", None),
        ("lern", None),
        ("optimizer.lern", None),
        ("seed.of", None),
    ],
)
def test_what_a_key_means(key: str, path: str | None) -> None:
    assert path_of(tree(), key) == path


def test_kinds_come_first_whatever_the_order_and_what_has_no_place_is_left() -> None:
    found, left = settled(tree(), {"b": "0.5", "lern": "1", "baseline": "constant", "lr": "0.3"})
    baseline = found["estimator"]["baseline"]
    assert (baseline["kind"], baseline["value"]) == ("constant", 0.5)
    assert found["optimizer"]["learning_rate"] == 0.3
    assert set(left) == {"lern"}


def test_a_kind_whose_field_has_no_default_is_set_by_its_own_key() -> None:
    phi = [[[1, 0], [0, 1], [1, 1]]]
    query = f"phi={json.dumps(phi)}&features=custom"
    one = experiment_of(query)
    assert one is not None
    assert one.policy.model_dump()["features"] == {"kind": "custom", "phi": phi}
    assert state_of(f"?{query}").experiment == one
    assert experiment_of("features=custom") is None


@pytest.mark.parametrize("preset", [each.name for each in PRESETS])
def test_lessons_and_embeds_read_the_same(preset: str) -> None:
    query = f"preset={preset}&optimizer.learning_rate=0.25&seed=9"
    assert state_of(f"?{query}").experiment == experiment_of(query) != parse_experiment(tree())
