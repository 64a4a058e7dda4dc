"""The cloud's ledger in a recording: what each estimator makes of some moments' θ, as `/api/estimates` says it.

The estimators are the usual ones of `static/js/maths/ledger.js`, in its order; a test compares both. That file says why each is there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from policyscope.errors import InvalidInput
from policyscope.runs.catalog import catalog
from policyscope.runs.limits import Limits
from policyscope.runs.questions import EstimatesRequest, estimates
from policyscope.runs.specs import Experiment

SAMPLES, SEED = 1000, 0
"""As the page asks."""
MOMENTS, SEVERAL = 16, 5
"""Moments whose θ is looked at, evenly spread: where an episode is one action, and where it may be long."""
DIGITS = 6
SAID = ("bias_norm", "exact_bias_norm", "variance", "exact_variance", "snr", "cosine", "episodes_for_sign")
Opened = Mapping[str, Any]
Part = dict[str, Any]


def ledger(experiment: Experiment, opened: Opened, frames: Sequence[Mapping[str, Any]], limits: Limits) -> Iterator[dict[str, Any]]:
    """One entry for each moment given: its update, and for each estimator the numbers, or the words of a refusal."""
    for frame in frames:
        asked = [experiment.model_dump(mode="json")["estimator"], *candidates(experiment, opened, _climbed(frame))]
        answers = [_answer(experiment, frame, one, limits) for one in asked]
        yield {"update": frame["update"], "estimators": asked, "answers": answers}


def _climbed(frame: Mapping[str, Any]) -> float:
    exact = frame["exact"]
    return float(exact.get("regularized_value", exact["value"]))


def _answer(experiment: Experiment, frame: Mapping[str, Any], estimator: Part, limits: Limits) -> dict[str, Any]:
    question = {
        "problem": experiment.problem,
        "policy": experiment.policy,
        "objective": experiment.objective,
        "optimizer": experiment.optimizer,
        "theta": frame["theta"].tolist(),
        "estimators": [estimator],
        "samples": SAMPLES,
        "seed": SEED,
    }
    try:
        line = estimates(EstimatesRequest.model_validate(question), limits)["estimates"][0]
    except InvalidInput as error:
        return {"refused": str(error)}
    size = math.hypot(*line["standard_error"])
    return {name: _rounded(line[name]) for name in SAID} | {"standard_error": [_rounded(size)]}


def _rounded(value: float | None) -> float | None:
    return value if value is None or not math.isfinite(value) else float(f"{value:.{DIGITS}g}")


@cache
def _facts() -> dict[str, dict[str, dict[str, Any]]]:
    """What each estimator and baseline says of itself."""
    groups = catalog()["kinds"]
    return {group: {one["kind"]: one.get("facts") or {} for one in groups[group]} for group in ("estimator", "baseline")}


def candidates(experiment: Experiment, opened: Opened, value: float) -> list[Part]:
    """The usual estimators beside the one in use: those that the page shows until a person chooses others.

    Args:
        experiment: what runs.
        opened: what its run says when it opens.
        value: the exact mean return, for a constant baseline of that height.
    """
    kinds = _facts()
    now, problem = experiment.model_dump(mode="json")["estimator"], opened["problem"]
    family = "linear_quadratic" if problem["linear_quadratic"] else "continuous" if problem["continuous"] else "tabular"
    batch, several, number = max(2, now.get("batch_size", 1)), problem["horizon"] != 1, family != "tabular"
    beta = now.get("entropy_bonus", 0.0)
    bonus = {"entropy_bonus": beta} if beta > 0 else {}

    def reinforce(base: Part, **more: Any) -> Part:
        rest = {"credit": "reward_to_go", "discount_weighting": True, "baseline": base, "batch_size": 1}
        return {"kind": "reinforce", **rest, **bonus, **more}

    def other(kind: str, **more: Any) -> Part:
        return {"kind": kind, "batch_size": 1, **bonus, **more}

    def based(kind: str, looks: str) -> Part:
        base = {"kind": kind, "value": value} if kind == "constant" else {"kind": kind}
        return reinforce(base, **({"batch_size": batch} if looks == "batch" else {}))

    def there(kind: str) -> bool:
        return family in kinds["estimator"].get(kind, {}).get("families", ())

    baselines = [
        based(kind, looks)
        for looks in ("nothing", "exact", *(() if number else ("batch",)))
        for kind, facts in kinds["baseline"].items()
        if facts["looks_at"] == looks and family in facts["families"]
    ]
    plain = {"kind": "none"}
    rows: list[tuple[Part, bool]] = [
        *((one, True) for one in baselines[:1]),
        (reinforce(plain, credit="total_return"), several),
        (reinforce(plain, discount_weighting=False), several and getattr(experiment.objective, "discount", 1.0) < 1),
        *((one, True) for one in baselines[1:]),
        (other("all_actions", discount_weighting=True), there("all_actions")),
        (other("pathwise"), there("pathwise")),
        (other("measure_valued"), there("measure_valued")),
        (other("finite_difference", spacing=0.1), number),
    ]
    return [one for one, offered in rows if offered]
