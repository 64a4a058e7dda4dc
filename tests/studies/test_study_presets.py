"""The studies of the page: each can be computed, and shows what it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
import pytest

import policyscope as ps
from policyscope.studies import PRESETS, StudyPreset

BY_NAME = {preset.name: preset for preset in PRESETS}


def found(name: str, grid: dict[str, list[Any]], seeds: int) -> list[Any]:
    preset = BY_NAME[name]
    cells = ps.study(preset.base, grid, seeds=seeds, updates=preset.updates, every=100, measure=preset.measure).cells
    assert not any(cell.error for cell in cells)
    return list(cells)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_cell_of_it_can_be_computed(preset: StudyPreset) -> None:
    study = ps.study(preset.base, preset.grid, seeds=2, updates=3, measure=preset.measure)
    assert [cell.error for cell in study.cells] == [""] * len(study.cells)
    assert 1 <= len(preset.grid) <= 2
    assert preset.look_for.endswith(".")
    assert preset.source
    assert orjson.dumps(preset.as_json())


def test_the_gradient_bandits_curve_is_an_upside_down_u_and_higher_with_a_baseline() -> None:
    grid = {"optimizer.learning_rate": [1 / 32, 1 / 4, 4.0], "estimator.baseline": ["none", "running_mean"]}
    slow, slow_with, best, best_with, fast, fast_with = (cell.mean[-1] for cell in found("gradient_bandit", grid, 100))
    assert best_with > max(slow_with, fast_with) + 0.2
    assert max(slow, best) > fast + 0.2
    assert best_with > best + 0.2
    assert fast_with > fast + 0.2


def test_on_the_corridor_large_steps_need_the_baseline() -> None:
    grid = {"optimizer.learning_rate": [2.0**-11, 2.0**-7], "estimator.baseline": ["none", "learned_value"]}
    small, small_with, large, large_with = found("corridor_rates", grid, 100)
    assert abs(small.mean[-1] - small_with.mean[-1]) < 0.5
    stuck = [float(np.interp(-150, cell.quantiles[-1], [0.1, 0.25, 0.5, 0.75, 0.9])) for cell in (large, large_with)]
    assert stuck[0] > 0.2 > stuck[1]


def test_below_the_best_constant_runs_commit() -> None:
    below, at, above = found("committal_offsets", {"estimator.baseline.offset": [-1.0, 0.0, 1.0]}, 200)
    ends = [cell.ended.get(0, 0) / 200 for cell in (below, at, above)]
    assert ends[0] < 0.6 < 0.9 < ends[1]
    assert ends[2] > 0.9
