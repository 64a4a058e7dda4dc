"""A run's state as an opaque string that continues it anywhere: another process, another machine, another day.

    base64url( "PS2" | fingerprint[8] | step | sample | a size and numbers for each array of the memory | PCG64 | digest[8] )

The fingerprint ties it to its problem and features; live controls may differ. The digest finds truncation and tampering;
it is no signature, because a state holds nothing that `set_theta` could not say too.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass

import numpy as np

from policyscope.errors import InvalidInput
from policyscope.gradients.arrays import Memory
from policyscope.runs.specs import Experiment

MAGIC = b"PS2"
HEAD = struct.Struct("<3s8sQI")
SIZES = struct.Struct(f"<{len(Memory._fields)}I")
GENERATOR = struct.Struct("<16s16sBI")
DIGEST = 8
REMEDY = "Hand back a frame's `state` as it came, with the experiment it came from, or leave it out to start afresh."


@dataclass(frozen=True, eq=False)
class RunState:
    """Everything one update leaves to the next.

    Attributes:
        step: updates done.
        sample: episodes of the coming update already shown one by one.
        memory: θ, and what baseline and optimizer remember. An array that is all zeros is not written out.
        generator: PCG64's own state dictionary.
    """

    step: int
    sample: int
    memory: Memory
    generator: dict[str, object]


def fingerprint(experiment: Experiment) -> bytes:
    """Eight bytes that two experiments share when a state of one continues the other."""
    text = experiment.model_dump_json(include={"problem": True, "policy": {"kind": True, "features": True}, "objective": {"kind": True}})
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def encode(state: RunState, mark: bytes) -> str:
    """The state as a string; ``mark`` is its experiment's fingerprint."""
    inner = state.generator["state"]
    # asking the bytes for anything but zeros takes a fifth of the time that asking the array does
    blobs = [blob if blob.strip(b"\0") else b"" for blob in (array.tobytes() for array in state.memory)]
    body = b"".join(
        (
            HEAD.pack(MAGIC, mark, state.step, state.sample),
            SIZES.pack(*(len(blob) // 8 for blob in blobs)),
            *blobs,
            GENERATOR.pack(
                inner["state"].to_bytes(16, "little"),  # type: ignore[index]
                inner["inc"].to_bytes(16, "little"),  # type: ignore[index]
                state.generator["has_uint32"],
                state.generator["uinteger"],
            ),
        )
    )
    return base64.urlsafe_b64encode(body + _digest(body)).decode().rstrip("=")


def decode(text: str, mark: bytes, parameters: int, states: int) -> RunState:
    """The state back from its string.

    Args:
        text: what `encode` gave.
        mark: the fingerprint of the experiment it is to continue.
        parameters: D of that experiment.
        states: S of that experiment.

    Raises:
        InvalidInput: for a truncated, altered or foreign state.
    """
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput("state", "a frame's state string", text, REMEDY) from None
    body, digest = raw[:-DIGEST], raw[-DIGEST:]
    if len(body) < HEAD.size + SIZES.size + GENERATOR.size or body[:3] != MAGIC or _digest(body) != digest:
        raise InvalidInput("state", "a whole and unaltered state string", text, REMEDY)
    _, theirs, step, sample = HEAD.unpack_from(body)
    memory = Memory.fresh(np.zeros(parameters), states)
    sizes, at = SIZES.unpack_from(body, HEAD.size), HEAD.size + SIZES.size
    if theirs != mark or any(size not in (0, array.size) for size, array in zip(sizes, memory, strict=True)):
        raise InvalidInput("state", "a state of this problem and policy", text, REMEDY)
    if len(body) != at + 8 * sum(sizes) + GENERATOR.size:
        raise InvalidInput("state", "a whole and unaltered state string", text, REMEDY)
    for size, array in zip(sizes, memory, strict=True):
        array[:size] = np.frombuffer(body, np.float64, size, at)
        at += 8 * size
    inner, increment, has_half, half = GENERATOR.unpack_from(body, at)
    generator = {
        "bit_generator": "PCG64",
        "state": {"state": int.from_bytes(inner, "little"), "inc": int.from_bytes(increment, "little")},
        "has_uint32": has_half,
        "uinteger": half,
    }
    return RunState(step, sample, memory, generator)


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=DIGEST, person=b"policyscope").digest()
