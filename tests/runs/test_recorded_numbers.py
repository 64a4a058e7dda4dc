"""Numbers stay what they were: 25 updates of every preset, and of every estimator with every baseline, against values kept in a file.

They were recorded before the house was rebuilt. Whoever means to change one says so by recording it again:

    python -m tests.runs.test_recorded_numbers
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from policyscope.runs import PRESETS, Experiment, open_run
from policyscope.runs.kinds import GROUPS, kind_of, models

FILE = Path(__file__).with_name("recorded_numbers.json")
UPDATES, SHOWN = 25, 6


def experiments() -> Iterator[tuple[str, dict[str, Any]]]:
    for preset in PRESETS:
        yield preset.name, preset.experiment.model_dump(mode="json")
    baselines = [kind_of(model) for model in models(GROUPS["baseline"])]
    for model in models(GROUPS["estimator"]):
        estimator = {"kind": kind_of(model)} | ({"batch_size": 3} if "batch_size" in model.model_fields else {})
        if "tabular" in model.families:
            bonus = {"entropy_bonus": 0.05} if "entropy_bonus" in model.model_fields else {}
            for baseline in baselines if "baseline" in model.model_fields else ["none"]:
                own = {"baseline": {"kind": baseline}} if "baseline" in model.model_fields else {}
                yield (
                    f"{kind_of(model)}, {baseline}",
                    {
                        "problem": {"kind": "chain"},
                        "estimator": estimator | bonus | own,
                        "optimizer": {"kind": "adam", "learning_rate": 0.05},
                    },
                )
        if "continuous" in model.families:
            yield (
                f"gaussian, {kind_of(model)}",
                {
                    "problem": {"kind": "continuous_bandit"},
                    "policy": {"kind": "gaussian", "learn_sigma": True},
                    "estimator": estimator,
                    "optimizer": {"kind": "momentum", "learning_rate": 0.02},
                },
            )
        if "linear_quadratic" in model.families:
            for baseline in baselines if "baseline" in model.model_fields else ["none"]:
                if baseline == "optimal_constant":
                    continue
                own = {"baseline": {"kind": baseline}} if "baseline" in model.model_fields else {}
                yield (
                    f"steering, {kind_of(model)}, {baseline}",
                    {
                        "problem": {"kind": "linear_quadratic", "horizon": 4, "start_std": 0.5, "constant": True},
                        "policy": {"kind": "gaussian", "sigma": 0.5, "learn_sigma": True},
                        "estimator": estimator | own | {"entropy_bonus": 0.05},
                        "objective": {"kind": "start_value", "discount": 0.9},
                        "optimizer": {"kind": "adam", "learning_rate": 0.02, "preconditioner": "natural", "damping": 0.1},
                    },
                )


def outcome(raw: dict[str, Any]) -> dict[str, Any]:
    frame = open_run(Experiment.model_validate(raw)).advance(UPDATES, frozenset({"exact"}))
    theta, exact = frame["theta"], frame["exact"]
    return {
        "theta": theta[:SHOWN].tolist(),
        "sum": float(np.abs(theta).sum()),
        "value": float(exact["value"]),
        "gradient": float(np.abs(exact["gradient"]).sum()),
    }


EXPERIMENTS = dict(experiments())


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_gives_the_numbers_it_gave(name: str) -> None:
    """To 1e-12: another machine's exp and log may differ in their last digits."""
    recorded, now = json.loads(FILE.read_text())[name], outcome(EXPERIMENTS[name])
    assert now["theta"] == pytest.approx(recorded["theta"], rel=1e-12, abs=1e-12)
    assert [now[key] for key in ("sum", "value", "gradient")] == pytest.approx(
        [recorded[key] for key in ("sum", "value", "gradient")], rel=1e-12, abs=1e-12
    )


def test_nothing_recorded_is_forgotten() -> None:
    assert set(json.loads(FILE.read_text())) == set(EXPERIMENTS)


if __name__ == "__main__":
    lines = [f"  {json.dumps(name)}: {json.dumps(outcome(raw))}" for name, raw in EXPERIMENTS.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
