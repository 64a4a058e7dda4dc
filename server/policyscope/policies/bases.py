"""Features built from a state's coordinates: polynomial, Fourier, radial basis functions, tiles (Sutton & Barto 2018, §9.5).

Each makes K numbers f(s) of the coordinates x(s), scaled to [0, 1] over the problem's states, and gives every action a
separate block: φ(s, a) = f(s) in block a and zero elsewhere, D = K·A. S states, A actions, C coordinates.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import ArrayLike

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.policies.features import Features, compressed

MOST = 100_000  # numbers f(s) in all, refused before they are made


def polynomial(coordinates: ArrayLike, actions: int, order: int = 2) -> Features:
    """Every product of powers up to ``order`` of the coordinates: f_c(s) = Π_i x_i^{c_i} (§9.5.1).

    Args:
        coordinates: x(s), shape (S, C).
        actions: A.
        order: highest power of one coordinate, ≥ 0; K = (order + 1)^C.

    Raises:
        InvalidInput: field ``order``, where it is negative or makes too many features.
    """
    x = scaled(coordinates)
    powers = _grid(x, "order", order, 0, order + 1)
    table = np.prod(x[:, None, :] ** powers[None, :, :], axis=2)
    return _blocks(table, actions, [_label("x", each) for each in powers])


def fourier(coordinates: ArrayLike, actions: int, order: int = 3) -> Features:
    """The cosine basis: f_c(s) = cos(π c·x), every c in {0 … order}^C (§9.5.2; Konidaris, Osentoski & Thomas 2011).

    Args:
        coordinates: x(s), shape (S, C).
        actions: A.
        order: highest frequency along one coordinate, in half waves, ≥ 0; K = (order + 1)^C.

    Raises:
        InvalidInput: field ``order``, where it is negative or makes too many features.
    """
    x = scaled(coordinates)
    waves = _grid(x, "order", order, 0, order + 1)
    return _blocks(np.cos(np.pi * x @ waves.T), actions, [_label("c", each) for each in waves])


def rbf(coordinates: ArrayLike, actions: int, centres: int = 4, width: float = 0.25) -> Features:
    """Gaussian bumps on a regular grid: f_i(s) = exp(−|x − c_i|² / 2 width²) (§9.5.5).

    Args:
        coordinates: x(s), shape (S, C).
        actions: A.
        centres: along each coordinate, ≥ 1; K = centres^C.
        width: standard deviation of a bump in scaled coordinates, > 0.

    Raises:
        InvalidInput: fields ``centres``, ``width``.
    """
    if not width > 0:
        raise InvalidInput("width", "a number > 0", width)
    x = scaled(coordinates)
    steps = _grid(x, "centres", centres, 1, centres)
    points = steps / max(1, centres - 1) if centres > 1 else steps + 0.5
    distance = ((x[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
    return _blocks(np.exp(-distance / (2 * width**2)), actions, [_label("at ", each, 2) for each in points])


def tile_coding(coordinates: ArrayLike, actions: int, tilings: int = 4, tiles: int = 4) -> Features:
    """Overlapping grids, each state in one tile of each: f is 1 there and 0 elsewhere (§9.5.4).

    Tiling j is displaced by j/tilings of a tile times (1, 3, 5, …) along the coordinates, as Miller & Glanz (1996) advise.

    Args:
        coordinates: x(s), shape (S, C).
        actions: A.
        tilings: ≥ 1.
        tiles: along each coordinate, ≥ 1; a displaced tiling has one more. K = tilings·(tiles + 1)^C.

    Raises:
        InvalidInput: fields ``tilings``, ``tiles``.
    """
    if tilings < 1:
        raise InvalidInput("tilings", "an integer ≥ 1", tilings)
    x = scaled(coordinates)
    cells = _grid(x, "tiles", tiles, 1, tiles + 1)
    states, size = x.shape
    if tilings * len(cells) > MOST:
        raise InvalidInput("tilings", f"fewer than {MOST} tiles in all", tilings * len(cells))
    odd = 2 * np.arange(size) + 1
    table = np.zeros((states, tilings, len(cells)))
    for j in range(tilings):
        shift = (j * odd / tilings) % 1.0
        place = np.minimum(np.floor(x * tiles + shift), tiles).astype(int)
        flat = np.ravel_multi_index(tuple(place.T), (tiles + 1,) * size)
        table[np.arange(states), j, flat] = 1.0
    names = [f"tiling {j + 1} {_label('tile ', cell)}" for j in range(tilings) for cell in cells]
    return _blocks(table.reshape(states, -1), actions, names)


def scaled(coordinates: ArrayLike) -> Floats:
    """The coordinates with each column's range over the states mapped to [0, 1]; a constant column becomes 0.

    Args:
        coordinates: shape (S, C).

    Returns:
        Shape (S, C).
    """
    x = np.array(coordinates, dtype=np.float64)
    low, span = x.min(axis=0), np.ptp(x, axis=0)
    return np.asarray((x - low) / np.where(span > 0, span, 1.0))


def _grid(x: Floats, field: str, value: int, least: int, points: int) -> Floats:
    """Every combination of 0 … points − 1 along the coordinates, shape (points^C, C)."""
    if value < least:
        raise InvalidInput(field, f"an integer ≥ {least}", value)
    if points ** x.shape[1] > MOST:
        raise InvalidInput(field, f"fewer than {MOST} features", points ** x.shape[1], f"There are {x.shape[1]} coordinates.")
    return np.array(list(itertools.product(range(points), repeat=x.shape[1])), dtype=np.float64)


def _blocks(table: Floats, actions: int, names: list[str]) -> Features:
    states, size = table.shape
    phi = np.zeros((states, actions, actions, size))
    for a in range(actions):
        phi[:, a, a, :] = table
    labels = tuple(f"{name}, action {a + 1}" for a in range(actions) for name in names)
    return compressed(phi.reshape(states, actions, actions * size), labels)


def _label(prefix: str, numbers: Floats, digits: int = 0) -> str:
    return f"{prefix}({', '.join(f'{number:.{digits}f}' for number in numbers)})"
