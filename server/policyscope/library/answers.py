"""Questions without a run: what is exact at a θ, what estimators make of it, how J lies around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from pydantic import BaseModel

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.library.experiments import checked
from policyscope.runs import (
    EstimatesRequest,
    ExactRequest,
    Experiment,
    LandscapeRequest,
    Limits,
    exact_answer,
    landscape_answer,
    parse,
)
from policyscope.runs import (
    estimates as estimates_answer,
)

Setting: TypeAlias = Experiment | Mapping[str, Any]
Numbers: TypeAlias = Sequence[float] | Floats


def exact(experiment: Setting, theta: Numbers | None = None, *, limits: Limits | None = None) -> dict[str, Any]:
    """What is true at θ, without a sample: J(θ), ∇J(θ), π, V, Q and more, by linear algebra on the problem's arrays.

        ∇J(θ) = Σ_s d(s) Σ_a π(a|s) Q(s, a) ∇ln π(a|s),        the policy gradient theorem

    Where the experiment's estimator has an entropy bonus β, ``gradient`` and ``regularized_value`` are those of J + βH.

    Source: Sutton, McAllester, Singh & Mansour (2000), Policy gradient methods for reinforcement learning with function approximation.

    Args:
        experiment: its problem, policy, objective and entropy bonus count.
        theta: [D]; where the experiment begins if None.
        limits: bounds on what is computed; the usual ones if None.

    Returns:
        The answer of ``/api/exact``: ``value`` (J, in rewards), ``gradient`` [D], ``probabilities`` [S, A], ``state_values`` [S],
        ``action_values`` [S, A], …; of a Gaussian policy ``means`` and ``sigma`` instead.

    Raises:
        InvalidInput: naming the field.

    >>> import policyscope as ps
    >>> bandit = ps.experiment(problem={"kind": "bandit", "means": [1.0, 0.0]})
    >>> answer = ps.exact(bandit, [0.0, 0.0])
    >>> float(answer["value"]), answer["gradient"].tolist()
    (0.5, [0.25, -0.25])
    """
    asked = checked(experiment)
    question = _asked(asked, theta) | {"entropy_bonus": getattr(asked.estimator, "entropy_bonus", 0.0)}
    return exact_answer(parse(ExactRequest, question), limits)


def estimates(
    experiment: Setting,
    theta: Numbers | None = None,
    estimators: Iterable[str | Mapping[str, Any] | BaseModel] | None = None,
    samples: int = 1000,
    *,
    return_samples: int | bool = 0,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """What estimators make of sampled episodes at one θ, each beside the exact gradient: mean, standard error, variance, bias.

        ĝ = 1/N Σ_n Σ_t γᵗ (G_t − b) ∇ln π(A_t|S_t),            REINFORCE with a baseline b

    Every estimator sees the same stream of random numbers, that of the experiment's seed.

    Source: Williams (1992), Simple statistical gradient-following algorithms for connectionist reinforcement learning.

    Args:
        experiment: its problem, policy, objective, optimizer and seed count.
        theta: [D]; where the experiment begins if None.
        estimators: kinds (``"reinforce"``) or dictionaries (``{"kind": "reinforce", "baseline": {"kind": "exact_value"}}``); the
            experiment's own if None.
        samples: N ≥ 2, episodes for each estimator.
        return_samples: how many single contributions to return in ``samples``, at most 1000; True for as many as there may be.
        limits: bounds on what is computed; the usual ones if None.

    Returns:
        The answer of ``/api/estimates``: ``exact_gradient`` [D], and ``estimates``, for each estimator its ``mean`` [D],
        ``standard_error`` [D], ``variance`` (trace), ``bias_norm``;
        ``exact_bias_norm`` and ``exact_variance`` where there is a closed form; …

    Raises:
        InvalidInput: naming the field.

    >>> import policyscope as ps
    >>> bandit = ps.experiment(problem={"kind": "bandit", "means": [1.0, 0.0], "reward_std": 0.0})
    >>> answer = ps.estimates(bandit, [0.0, 0.0], ["reinforce"], samples=100)
    >>> answer["estimates"][0]["exact_bias_norm"] < 1e-12       # REINFORCE is unbiased
    True
    """
    asked = checked(experiment)
    chosen: list[Any] = [asked.estimator] if estimators is None else list(estimators)
    question = _asked(asked, theta) | {
        "estimators": [_plain(each) for each in chosen],
        "optimizer": asked.optimizer.model_dump(mode="json"),
        "samples": samples,
        "seed": asked.seed,
        "return_samples": return_samples,
    }
    return estimates_answer(parse(EstimatesRequest, question), limits)


def landscape(
    experiment: Setting,
    origin: Numbers | None = None,
    x_direction: Numbers | None = None,
    y_direction: Numbers | None = None,
    *,
    half_width: float = 4.0,
    resolution: int = 61,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """J over a plane through θ-space: J(origin + x·u + y·v) on a square grid. With an entropy bonus β, J + βH.

    Args:
        experiment: its problem, policy, objective and entropy bonus count.
        origin: [D], the plane's middle; zero if None.
        x_direction: u [D]; the first parameter's axis if None.
        y_direction: v [D]; the second parameter's axis if None.
        half_width: how far the grid reaches along each direction, in units of the directions, > 0.
        resolution: points along each side, ≥ 2.
        limits: bounds on what is computed; the usual ones if None.

    Returns:
        The answer of ``/api/landscape``: ``x`` and ``y`` [resolution], and ``value`` [resolution, resolution], whose [j, i] is at
        y[j] and x[i].

    Raises:
        InvalidInput: naming the field.

    >>> import policyscope as ps
    >>> plane = ps.landscape(ps.experiment(preset="short_corridor"), resolution=5)
    >>> plane["value"].shape
    (5, 5)
    """
    asked = checked(experiment)
    if x_direction is None or y_direction is None:
        size = parameters(asked, limits)
        if size < 2:
            raise InvalidInput("x_direction", "two directions", None, "With one parameter there is no plane; `exact` gives J along it.")
        first, second = np.eye(size)[:2]
        x_direction = first if x_direction is None else x_direction
        y_direction = second if y_direction is None else y_direction
    question = _asked(asked, None) | {
        "origin": _plain(origin),
        "x_direction": _plain(x_direction),
        "y_direction": _plain(y_direction),
        "half_width": half_width,
        "resolution": resolution,
        "entropy_bonus": getattr(asked.estimator, "entropy_bonus", 0.0),
    }
    question.pop("theta")
    return landscape_answer(parse(LandscapeRequest, question), limits)


def parameters(experiment: Experiment, limits: Limits | None = None) -> int:
    """D of the experiment's policy."""
    asked = parse(ExactRequest, _asked(experiment, None))
    return len(exact_answer(asked, limits)["gradient"])


def _asked(experiment: Experiment, theta: Numbers | None) -> dict[str, Any]:
    """The parts every question is asked about, as JSON has them."""
    shared = experiment.model_dump(mode="json", include={"problem", "policy", "objective"})
    return shared | {"theta": experiment.initial_theta if theta is None else _plain(theta)}


def _plain(value: Any) -> Any:
    """Arrays as lists, models as dictionaries, a kind by its name as the section that says so."""
    if isinstance(value, str):
        return {"kind": value}
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return value.tolist() if isinstance(value, np.ndarray) else value
