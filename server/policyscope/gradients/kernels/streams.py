"""Random numbers in a kernel: the same draws as numpy's Generator(PCG64), from 32 bytes of state and no Python object.

    state ← a·state + c  (mod 2¹²⁸),   output  rotr(high ⊕ low, state's top six bits)         (O'Neill 2014, PCG XSL-RR 128/64)

To the interpreter ``rng`` is a numpy Generator; compiled it is a row ``[low, high, c low, c high]`` of 64-bit words
(`policyscope.gradients.chance` makes both). A Generator costs 11 µs a call to hand over, as long as 150 updates of a small
bandit take, and 6 ns a draw; a row of words 0.2 µs and 2 ns.
"""

from __future__ import annotations

import math
from typing import Any

import llvmlite.ir as ir
import numpy as np
from numba import types
from numba.extending import intrinsic, overload
from numba.np.random._constants import fi_double, ki_double, wi_double, ziggurat_nor_inv_r, ziggurat_nor_r

from policyscope.arrays import Floats
from policyscope.gradients.machine_code.compiled import inlined

MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
UNIT = 1.0 / 9007199254740992.0  # 2⁻⁵³
OPTIONS: Any = {"nogil": True, "error_model": "numpy", "_nrt": False}


def uniform(rng: Any) -> float:
    """A number from [0, 1)."""
    return rng.random()


def normal(rng: Any) -> float:
    """A standard normal number."""
    return rng.standard_normal()


@inlined
def pick(chances: Floats, first: int, last: int, u: float) -> int:
    """Which of ``first`` … ``last`` the number u from [0, 1) falls to, each as wide as its chance; never one without a chance."""
    k = first
    while k < last and u >= chances[k]:
        u -= chances[k]
        k += 1
    if k == last:
        while chances[k] == 0.0:  # rounding may step past the last that has one
            k -= 1
    return k


def _bits(_context: Any, words: Any) -> Any:
    """64 random bits; numba has no 128-bit integers, so the step is written in LLVM's own language."""

    def step(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        word, wide = ir.IntType(64), ir.IntType(128)

        def load(low: int) -> Any:
            halves = [builder.zext(builder.load(builder.gep(data, [ir.Constant(word, low + i)])), wide) for i in (0, 1)]
            return builder.or_(halves[0], builder.shl(halves[1], ir.Constant(wide, 64)))

        state = builder.add(builder.mul(load(0), ir.Constant(wide, MULTIPLIER)), load(2))
        low = builder.trunc(state, word)
        high = builder.trunc(builder.lshr(state, ir.Constant(wide, 64)), word)
        builder.store(low, builder.gep(data, [ir.Constant(word, 0)]))
        builder.store(high, builder.gep(data, [ir.Constant(word, 1)]))
        mixed, turn = builder.xor(high, low), builder.lshr(high, ir.Constant(word, 58))
        back = builder.and_(builder.neg(turn), ir.Constant(word, 63))
        return builder.or_(builder.lshr(mixed, turn), builder.shl(mixed, back))

    return types.uint64(words), step


_next: Any = intrinsic(_bits)


@overload(uniform, jit_options=OPTIONS)
def _uniform(rng: Any) -> Any:
    def draw(rng: Any) -> float:
        return (_next(rng) >> np.uint64(11)) * UNIT

    return draw


@overload(normal, jit_options=OPTIONS)
def _normal(rng: Any) -> Any:
    """The ziggurat of Marsaglia & Tsang (2000), in the order of numpy's own."""

    def draw(rng: Any) -> float:
        while True:
            bits = _next(rng)
            layer = bits & np.uint64(0xFF)
            size = (bits >> np.uint64(9)) & np.uint64(0x000FFFFFFFFFFFFF)
            x = size * wi_double[layer] * (1.0 - 2.0 * ((bits >> np.uint64(8)) & np.uint64(1)))  # no branch to mispredict
            if size < ki_double[layer]:
                return x
            if layer == 0:
                while True:
                    beyond = -ziggurat_nor_inv_r * math.log1p(-uniform(rng))
                    height = -math.log1p(-uniform(rng))
                    if height + height > beyond * beyond:
                        tail = ziggurat_nor_r + beyond
                        return -tail if (size >> np.uint64(8)) & np.uint64(1) else tail
            elif (fi_double[layer - np.uint64(1)] - fi_double[layer]) * uniform(rng) + fi_double[layer] < math.exp(-0.5 * x * x):
                return x

    return draw
