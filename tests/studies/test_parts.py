"""A study in parts: wherever it is cut, the table is the same."""

from __future__ import annotations

import pickle

import pytest

import policyscope as ps
from policyscope.runs import Limits
from policyscope.studies import plan
from policyscope.studies.parts import Place, part

BANDIT = ps.experiment(preset="three_arms")
GRID = {"optimizer.learning_rate": [0.1, -1.0, 2.0]}


@pytest.mark.parametrize("seconds", [0.0, 100.0])
def test_the_numbers_do_not_depend_on_where_it_is_cut(seconds: float) -> None:
    planned = plan(BANDIT, GRID, 37, 12, 5, "value", Limits())
    place, found, runs, parts = Place(), [], [], 0
    while place.cell < 3:
        parts += 1
        for step in part(planned, pickle.loads(pickle.dumps(place)), seconds):
            place = step.place
            runs.append(step.progress.runs)
            if step.found is not None:
                found.append(step.found)
    assert parts > 3 if seconds == 0 else parts == 1
    assert runs == sorted(runs)
    assert runs[-1] == 3 * 37
    whole = ps.study(BANDIT, GRID, seeds=37, updates=12, every=5)
    assert ps.Study(whole.grid, whole.update, 37, tuple(found)).to_json() == whole.to_json()
