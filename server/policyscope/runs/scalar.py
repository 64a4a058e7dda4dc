"""What the families with a Gaussian policy have in common: how θ = (w, …, log σ) is read, and a learner that may set σ."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, Protocol, Self, TypeVar

import numpy as np

from policyscope.arrays import Floats, Integers
from policyscope.errors import InvalidInput
from policyscope.gradients import Settings
from policyscope.gradients.calls import Call
from policyscope.gradients.chance import Chance
from policyscope.gradients.direct import Direct
from policyscope.gradients.kernels.arrays import NO_ROWS, Memory
from policyscope.policies import Gaussian
from policyscope.policies.gaussian import LARGEST_LOG_SIGMA, LARGEST_WEIGHT
from policyscope.runs.limits import Limits
from policyscope.runs.specs import Experiment
from policyscope.runs.specs import Gaussian as GaussianSpec
from policyscope.runs.state import check_size
from policyscope.runs.streams import Moment, block_of, check_axes
from policyscope.runs.viewer import Viewer


class OfGaussian(Protocol):
    """A model with a Gaussian policy."""

    @property
    def policy(self) -> Gaussian: ...

    @property
    def parameters(self) -> int: ...

    @property
    def parameter_names(self) -> tuple[str, ...]: ...

    def with_sigma(self, sigma: float) -> Self: ...

    def room(self) -> Any: ...


class Drawn(Protocol):
    """A batch of samples or paths: a NamedTuple of arrays."""

    @property
    def estimate(self) -> Floats: ...

    @property
    def returns(self) -> Floats: ...

    @property
    def tally(self) -> Floats: ...

    @property
    def stop(self) -> Integers: ...


Model = TypeVar("Model", bound=OfGaussian)
Batch = TypeVar("Batch", bound=Drawn)


class GaussianLearner(ABC, Generic[Model, Batch]):
    """R coupled runs of Gaussian policies; see `policyscope.runs.learner.Learner`.

    Args:
        kernel: moves θ; both families' take and leave the same things.
        model: problem and policy.
        states: rows of a learned value.
        viewer: shows its frames.
    """

    def __init__(
        self, kernel: Call[..., Any], model: Model, states: int, experiment: Experiment, limits: Limits,
        viewer: Callable[[Model, Settings, int], Viewer[Model, Batch]],
    ) -> None:  # fmt: skip
        self.limits, self.model = limits, model
        self.parameters, self.states = model.parameters, states
        check_size(limits, self.parameters, self.states, experiment.runs)
        self.settings, self._sigma = self.check(experiment)
        self._draw, self._learn = kernel, Direct(kernel)
        self.stop = np.zeros(1, np.int64)
        self.room = model.room()
        self.batch = self._room_for_batch()
        self._viewer = viewer(model, self.settings, experiment.seed)
        self.restart(experiment)

    @abstractmethod
    def settings_of(self, experiment: Experiment) -> Settings:
        """The kernels' settings; raises InvalidInput if they make no sense or cost too much."""

    @abstractmethod
    def operations(self) -> float:
        """What one update costs, estimated."""

    @abstractmethod
    def _room_for_batch(self) -> Batch:
        """Arrays for the batch that the settings ask for."""

    @abstractmethod
    def _world(self) -> Any:
        """The problem and policy as the kernel reads them."""

    @property
    @abstractmethod
    def _steps(self) -> int:
        """Of an episode."""

    @property
    def batch_size(self) -> int:
        return 1 if self.settings.exact else self.settings.batch

    def restart(self, experiment: Experiment) -> None:
        seed, runs = experiment.seed, experiment.runs
        self.memory = Memory.fresh(self.theta_from(experiment.initial_theta, "initial_theta"), self.states, runs)
        self.chance = Chance.seeded(range(seed, seed + runs))
        self._viewer.begin(seed)

    def check(self, experiment: Experiment) -> tuple[Settings, float]:
        assert isinstance(experiment.policy, GaussianSpec)
        return self.settings_of(experiment), float(experiment.policy.sigma)

    def put_back(self, memory: Memory, chance: Chance, tally: Floats) -> None:
        self.memory, self.chance = memory, chance
        self.batch.tally[:] = tally
        self._viewer.drawn(0, self.settings)

    def apply(self, settings: tuple[Settings, float]) -> None:
        """Goes on with these; a σ that changed is set at once, even if it is learned."""
        self.settings, sigma = settings
        if sigma != self._sigma:
            self._sigma = sigma
            self.model = self.model.with_sigma(sigma)
            if self.model.policy.learn_sigma:
                self.memory.theta[:, -1] = math.log(sigma)
        if len(self.batch.returns) != self.settings.batch:
            self.batch = self._room_for_batch()
            self._viewer.drawn(0, self.settings)

    def theta_from(self, theta: list[float] | None, field: str) -> Floats:
        return theta_of(self.model, theta, field)

    def learn(self, updates: int) -> None:
        self._learn(self._world(), self.settings, self.memory, self.batch, self.room, updates, False, self.chance.words, NO_ROWS)
        self._viewer.drawn(0 if self.settings.exact else self.settings.batch, self.settings)

    def draw(self, episodes: int) -> None:
        settings, rows = self.settings._replace(batch=episodes), np.zeros((episodes, self.parameters))
        memory, chance = self.memory.first(), self.chance.first()
        self._draw(self._world(), settings, memory, self.batch, self.room, 1, True, chance.words, rows)
        self.batch.tally[:] = 1.0, self._steps, 0.0, self.batch.returns[episodes - 1].flat[0]
        self._viewer.drawn(episodes, self.settings)

    def block(self) -> dict[str, Any]:
        return block_of(self.batch.tally)

    def look(self, frame: dict[str, Any], streams: frozenset[str], update: int, whole: bool) -> None:
        self._viewer.look(Moment(self.model, self.memory, self.batch, self.settings, self.stop), frame, streams, update, whole)

    def look_along(self, axes: tuple[int, int]) -> None:
        self._viewer.cloud_axes = check_axes(axes, self.parameters)


def theta_of(model: OfGaussian, theta: list[float] | None, field: str = "initial_theta") -> Floats:
    """θ as an array of shape (D,); mean 0 and the policy's σ when None.

    Raises:
        InvalidInput: for another length, or numbers beyond where θ is kept.
    """
    if theta is None:
        return model.policy.start()
    array = direction_of(model, theta, field)
    if np.abs(array[: model.policy.inputs]).max() > LARGEST_WEIGHT:
        raise InvalidInput(field, f"weights between −{LARGEST_WEIGHT:.0e} and {LARGEST_WEIGHT:.0e}", theta)
    if model.policy.learn_sigma and abs(array[-1]) > LARGEST_LOG_SIGMA:
        raise InvalidInput(field, f"a log σ between −{LARGEST_LOG_SIGMA:g} and {LARGEST_LOG_SIGMA:g}, the last number", float(array[-1]))
    return array


def direction_of(model: OfGaussian, theta: list[float], field: str) -> Floats:
    """Any vector of shape (D,).

    Raises:
        InvalidInput: for another length, or numbers that are not finite.
    """
    array = np.array(theta, dtype=np.float64)
    if array.shape != (model.parameters,):
        names = ", ".join(model.parameter_names[:8])
        raise InvalidInput(field, f"{model.parameters} numbers, one a parameter ({names})", f"{array.size} numbers")
    if not np.isfinite(array).all():
        raise InvalidInput(field, "finite numbers", theta)
    return array
