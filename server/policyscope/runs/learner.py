"""What a run holds: the part that knows its family of problems and policies.

Run ── steps, controls, state, frames ──► Learner ─┬─ tabular: softmax policies on tabular MDPs
├─ continuous: Gaussian policies on bandits with a scalar action
└─ linear_quadratic: Gaussian policies that steer a number for H steps
"""

from __future__ import annotations

from typing import Any, Protocol

from policyscope.arrays import Floats, Integers
from policyscope.gradients.chance import Chance
from policyscope.gradients.kernels.arrays import Batch, Memory
from policyscope.gradients.kernels.continuum import Samples
from policyscope.gradients.kernels.linear import Paths
from policyscope.runs.specs import Experiment


class Learner(Protocol):
    """R coupled runs of one experiment, and what can be seen of the first.

    Attributes:
        parameters: D.
        states: rows of a learned value: the states, or contexts, of the problem; the steps where a state is a number.
        memory: θ and what baselines and optimizers remember, a row a run.
        chance: the runs' random numbers.
        stop: [1], not 0 once another thread wants the kernels to return soon; see `policyscope.gradients.kernels.arrays.Batch`.
        batch: the last update's episodes, and the tally of those since the last call of `block`.
        batch_size: episodes of one update; 1 where nothing is sampled.
    """

    parameters: int
    states: int
    memory: Memory
    chance: Chance
    stop: Integers

    @property
    def batch(self) -> Batch | Samples | Paths: ...

    @property
    def batch_size(self) -> int: ...

    def restart(self, experiment: Experiment) -> None:
        """Every run at its beginning; run r is the single run of seed + r."""
        ...

    def check(self, experiment: Experiment) -> Any:
        """The kernels' settings for this experiment; raises InvalidInput if it makes no sense."""
        ...

    def operations(self) -> float:
        """What one update costs, estimated; see `policyscope.runs.cost`."""
        ...

    def look_operations(self, streams: frozenset[str]) -> float:
        """What these streams of a frame cost, estimated."""
        ...

    def put_back(self, memory: Memory, chance: Chance, tally: Floats) -> None:
        """Where it was before a block that was stopped; the episodes drawn since cannot be shown."""
        ...

    def apply(self, settings: Any) -> None:
        """Goes on with what `check` gave."""
        ...

    def theta_from(self, theta: list[float] | None, field: str) -> Floats:
        """θ[D] as an array; raises InvalidInput for another length, or numbers that are not finite."""
        ...

    def learn(self, updates: int) -> None:
        """``updates`` updates of every run."""
        ...

    def draw(self, episodes: int) -> None:
        """The first ``episodes`` of the coming update's batch, to be looked at; nothing moves."""
        ...

    def block(self) -> dict[str, Any]:
        """Episodes, actions taken, mean return and truncated episodes since the last call."""
        ...

    def look(self, frame: dict[str, Any], streams: frozenset[str], update: int, whole: bool) -> None:
        """Adds the streams to a frame; ``whole`` says that the batch shown is a whole update's."""
        ...

    def look_along(self, axes: tuple[int, int]) -> None:
        """Chooses the components that the stream ``cloud`` shows; raises InvalidInput if there is none."""
        ...

    def describe(self, experiment: Experiment) -> dict[str, Any]:
        """What a page needs to draw it: experiment, problem, policy and limits."""
        ...
