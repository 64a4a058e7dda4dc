"""A recorded run as arrays: a row for each moment."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from policyscope.arrays import Floats, Integers
from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, parse_experiment
from policyscope.runs.tables import csv_header, csv_lines, csv_rows

if TYPE_CHECKING:
    import pandas

COLUMNS: dict[str, tuple[str, ...]] = {
    "update": ("update",),
    "theta": ("theta",),
    "value": ("exact", "value"),
    "entropy": ("exact", "entropy"),
    "regularized_value": ("exact", "regularized_value"),
    "gradient": ("exact", "gradient"),
    "mean_return": ("block", "mean_return"),
    "probabilities": ("probabilities",),
    "means": ("density", "means"),
    "sigma": ("density", "sigma"),
    "value_mean": ("quantiles", "values", "mean"),
    "value_quantiles": ("quantiles", "values", "quantiles"),
    "probability_mean": ("quantiles", "probabilities", "mean"),
    "probability_quantiles": ("quantiles", "probabilities", "quantiles"),
    "lost": ("quantiles", "lost"),
}
"""Where a frame has what a column holds."""

ENDS: dict[str, tuple[str, ...]] = {
    "end_value": ("ensemble", "values"),
    "end_theta": ("ensemble", "theta"),
    "end_probabilities": ("ensemble", "probabilities"),
}
"""Where the last frame of several runs says how each of them ended."""

FORM = "policyscope record 1"


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """The moments of a run as arrays. T moments, D parameters, S states, A actions, R runs; J and returns in units of reward.

    What an experiment does not have is None: probabilities under a Gaussian policy, σ under a softmax.

    Attributes:
        experiment: what was played.
        states: for each moment the state string that continues from it, here (`policyscope.advance`), over HTTP or on the page.
        arrays: every array by its name.
    """

    experiment: Experiment
    states: tuple[str, ...]
    arrays: Mapping[str, np.ndarray]

    @property
    def update(self) -> Integers:
        """[T]: how many updates were done."""
        return self.arrays["update"]

    @property
    def theta(self) -> Floats:
        """θ, [T, D]; of several runs that of run 0, as everything but the spread."""
        return self.arrays["theta"]

    @property
    def value(self) -> Floats:
        """J(θ), exact, [T]."""
        return self.arrays["value"]

    @property
    def gradient(self) -> Floats:
        """∇J(θ), exact, [T, D]; with an entropy bonus β that of J + βH."""
        return self.arrays["gradient"]

    @property
    def mean_return(self) -> Floats:
        """Mean return of the episodes since the moment before, [T]; NaN where there were none."""
        return self.arrays["mean_return"]

    @property
    def probabilities(self) -> Floats | None:
        """π(a|s), [T, S, A]."""
        return self.arrays.get("probabilities")

    @property
    def means(self) -> Floats | None:
        """Of a Gaussian policy: μ in each context, [T, C]."""
        return self.arrays.get("means")

    @property
    def sigma(self) -> Floats | None:
        """Of a Gaussian policy: σ, [T]."""
        return self.arrays.get("sigma")

    @property
    def value_mean(self) -> Floats | None:
        """Of several runs: the mean of J over those that have one, [T]."""
        return self.arrays.get("value_mean")

    @property
    def value_quantiles(self) -> Floats | None:
        """Of several runs: J's quantiles 0.1, 0.25, 0.5, 0.75 and 0.9, [T, 5]."""
        return self.arrays.get("value_quantiles")

    @property
    def lost(self) -> Integers | None:
        """Of several runs: how many have no finite J, [T]."""
        return self.arrays.get("lost")

    @property
    def end_value(self) -> Floats | None:
        """Of several runs: J at which each ended, [R]."""
        return self.arrays.get("end_value")

    @property
    def end_theta(self) -> Floats | None:
        """Of several runs: θ at which each ended, [R, D]; None where that would be too many numbers."""
        return self.arrays.get("end_theta")

    def __len__(self) -> int:
        return len(self.update)

    def __repr__(self) -> str:
        kind, last = self.experiment.problem.kind, int(self.update[-1])
        return f"<Record of {kind}: {len(self)} moments, updates {int(self.update[0])} to {last}, J = {self.value[-1]:.4g}>"

    def index(self, update: int) -> int:
        """The row of a moment by its update; raises InvalidInput for one that was not kept."""
        (found,) = np.nonzero(self.update == update)
        if not len(found):
            nearest = int(self.update[np.abs(self.update - update).argmin()])
            raise InvalidInput("at", "an update that was kept", update, f"The nearest one is {nearest}; a smaller `every` keeps more.")
        return int(found[0])

    # -- as a table ----------------------------------------------------------------------------------------------

    def to_csv(self, path: str | Path | None = None) -> str:
        """The table `policyscope run` and ``/api/runs`` write, byte for byte; written to ``path`` if one is given."""
        lines = b"".join(csv_lines(frame, header=i == 0) for i, frame in enumerate(self._frames()))
        if path is not None:
            Path(path).write_bytes(lines)
        return lines.decode()

    def to_json(self, path: str | Path | None = None) -> str:
        """The experiment, the arrays as nested lists (null for what is not finite) and the states, as one JSON object."""
        whole = {"experiment": self.experiment.model_dump(mode="json"), **self.arrays, "states": self.states}
        text = orjson.dumps(whole, option=orjson.OPT_SERIALIZE_NUMPY)
        if path is not None:
            Path(path).write_bytes(text)
        return text.decode()

    def to_pandas(self) -> pandas.DataFrame:
        """The table of `to_csv` as a pandas data frame; pandas must be installed."""
        import pandas

        made = list(self._frames())
        return pandas.DataFrame([row for frame in made for row in csv_rows(frame)], columns=csv_header(made[0]))

    def _frames(self) -> Iterator[dict[str, Any]]:
        """What tables need of each moment's frame."""
        for i in range(len(self)):
            frame: dict[str, Any] = {"probabilities": None, "density": None, "quantiles": None, "block": {}}
            if "lost" in self.arrays:
                frame["quantiles"] = {"probabilities": None}
            for name in COLUMNS.keys() & self.arrays.keys():
                _put(frame, COLUMNS[name], self.arrays[name][i])
            returned = frame["block"]["mean_return"]
            frame["block"]["mean_return"] = None if np.isnan(returned) else float(returned)
            if i == len(self) - 1 and "end_value" in self.arrays:
                frame["ensemble"] = {"theta": None, "probabilities": None}
                for name in ENDS.keys() & self.arrays.keys():
                    _put(frame, ENDS[name], self.arrays[name])
            yield frame

    # -- as a file -----------------------------------------------------------------------------------------------

    def save(self, path: str | Path) -> None:
        """A file (.npz, no pickle in it) from which `policyscope.load` makes the same record again."""
        head = np.array([FORM, self.experiment.model_dump_json()])
        states = np.array([state.encode() for state in self.states])
        with Path(path).open("wb") as stream:  # or NumPy would add its own ending to the name
            np.savez_compressed(stream, **{**self.arrays, "head": head, "states": states})  # type: ignore[arg-type]


def load(path: str | Path) -> Record:
    """A record from the file that `Record.save` wrote.

    Raises:
        InvalidInput: for a file that holds no record.
        OSError: for one that cannot be read.

    >>> import policyscope as ps, tempfile, pathlib
    >>> record = ps.run(ps.experiment(), updates=10)
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "run.npz"
    >>> record.save(path)
    >>> bool((ps.load(path).theta == record.theta).all())
    True
    """
    raw = Path(path).read_bytes()
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        form, experiment = arrays.pop("head").tolist()
        states = tuple(state.decode() for state in arrays.pop("states").tolist())
        whole = form == FORM and len(states) == len(arrays["update"]) == len(arrays["theta"])
    except (ValueError, KeyError, AttributeError, TypeError, zipfile.BadZipFile, EOFError):
        whole = False
    if not whole:
        raise InvalidInput("path", "a file that Record.save wrote", str(path))
    return Record(parse_experiment(experiment), states, arrays)


def recorded(experiment: Experiment, frames: Sequence[Mapping[str, Any]]) -> Record:
    """The record of a run's frames."""
    arrays: dict[str, np.ndarray] = {}
    for name, path in COLUMNS.items():
        if _got(frames[0], path) is not None or name == "mean_return":
            column = _column(frames, path)
            whole = name in ("update", "lost")
            arrays[name] = np.array(column, dtype=np.int64 if whole else np.float64)  # None, a mean of nothing, becomes NaN
    for name, path in ENDS.items():
        end = _got(frames[-1], path)
        if end is not None:
            arrays[name] = np.array(end)
    for array in arrays.values():
        array.flags.writeable = False
    return Record(experiment, tuple(frame["state"] for frame in frames), arrays)


def _got(frame: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """What a frame has at a path, None if nothing."""
    node: Any = frame
    for part in path:
        node = node.get(part) if isinstance(node, Mapping) else None
    return node


def _column(frames: Sequence[Mapping[str, Any]], path: tuple[str, ...]) -> list[Any]:
    """What every frame has at a path."""
    nodes: list[Any] = list(frames)
    for part in path:
        nodes = [None if node is None else node.get(part) for node in nodes]
    return nodes


def _put(frame: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for part in path[:-1]:
        if frame.get(part) is None:
            frame[part] = {}
        frame = frame[part]
    frame[path[-1]] = value
