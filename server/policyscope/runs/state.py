"""A run's state as an opaque string that continues it anywhere: another process, another machine, another day.

    base64url( "PS3" | fingerprint[8] | update | sample | runs | a size and numbers for each array of the memory | PCG64s | digest[8] )

The fingerprint ties it to its problem and policy; live controls may differ. The digest finds truncation and tampering;
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
from policyscope.gradients.chance import SIZE, Chance
from policyscope.gradients.kernels.arrays import Memory
from policyscope.runs.limits import Limits
from policyscope.runs.specs import Experiment

LONGEST_STATE = 1 << 26
"""Characters of a state string on any server; what one takes is its limit on a state's numbers."""

LAST_UPDATE = 2**53
"""Up to here every JSON reader keeps integers apart, and nobody has played that long."""

MAGIC = b"PS3"
HEAD = struct.Struct("<3s8sQII")
SIZES = struct.Struct(f"<{len(Memory._fields)}I")
DIGEST = 8
FIXED_POLICY = {"kind": True, "features": True, "inputs": True, "hidden": True, "learn_sigma": True}  # what θ means depends on these
REMEDY = "Hand back a frame's `state` as it came, with the experiment it came from, or leave it out to start from the beginning."


@dataclass(frozen=True, eq=False)
class RunState:
    """Everything one update leaves to the next.

    Attributes:
        update: how many updates are done.
        sample: episodes of the coming update already shown one by one.
        memory: θ, and what baseline and optimizer remember. An array that is all zeros is not written out.
        chance: where each run's random numbers are.
    """

    update: int
    sample: int
    memory: Memory
    chance: Chance


def fingerprint(experiment: Experiment) -> bytes:
    """Eight bytes that two experiments share when a state of one continues the other."""
    shared = not getattr(experiment.problem, "each_run", False)  # left out where unset: states from before there was the field go on
    text = experiment.model_dump_json(
        include={"problem": True, "policy": FIXED_POLICY, "objective": {"kind": True}},
        exclude={"problem": {"each_run"}} if shared else None,
    )
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def check_size(limits: Limits, parameters: int, states: int, runs: int) -> None:
    """Refuses an ensemble before it is built whose memory, or its string in every frame, would be too large.

    Args:
        limits: bounds.
        parameters: D.
        states: S.
        runs: R.

    Raises:
        LimitExceeded: field ``runs``.
    """
    limits.check("cells", "runs", runs * parameters)
    limits.check("state_numbers", "runs", runs * sum(array.size for array in Memory.fresh(np.zeros(parameters), states)))


def encode(state: RunState, mark: bytes) -> str:
    """The state as a string; ``mark`` is its experiment's fingerprint."""
    # asking the bytes for anything but zeros takes a fifth of the time that asking the array does
    blobs = [blob if blob.strip(b"\0") else b"" for blob in (array.tobytes() for array in state.memory)]
    body = b"".join(
        (
            HEAD.pack(MAGIC, mark, state.update, state.sample, len(state.memory.theta)),
            SIZES.pack(*(len(blob) // 8 for blob in blobs)),
            *blobs,
            state.chance.to_bytes(),
        )
    )
    return base64.urlsafe_b64encode(body + _digest(body)).decode().rstrip("=")


def decode(text: str, mark: bytes, parameters: int, states: int, runs: int = 1) -> RunState:
    """The state back from its string.

    Args:
        text: what `encode` gave.
        mark: the fingerprint of the experiment it is to continue.
        parameters: D of that experiment.
        states: S of that experiment.
        runs: R of that experiment.

    Raises:
        InvalidInput: for a truncated, altered or foreign state.
    """
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput("state", "a frame's state string", text, REMEDY) from None
    body, digest = raw[:-DIGEST], raw[-DIGEST:]
    if len(body) < HEAD.size + SIZES.size or body[:3] != MAGIC or _digest(body) != digest:
        raise InvalidInput("state", "a whole and unaltered state string", text, REMEDY)
    _, theirs, update, sample, theirs_many = HEAD.unpack_from(body)
    memory = Memory.fresh(np.zeros(parameters), states, runs)
    sizes, at = SIZES.unpack_from(body, HEAD.size), HEAD.size + SIZES.size
    if theirs != mark or theirs_many != runs or any(size not in (0, array.size) for size, array in zip(sizes, memory, strict=True)):
        raise InvalidInput("state", "a state of this problem, policy and number of runs", text, REMEDY)
    if len(body) != at + 8 * sum(sizes) + SIZE * runs or update > LAST_UPDATE:
        raise InvalidInput("state", "a whole and unaltered state string", text, REMEDY)
    for size, array in zip(sizes, memory, strict=True):
        array.reshape(-1)[:size] = np.frombuffer(body, np.float64, size, at)
        at += 8 * size
    return RunState(update, sample, memory, Chance.from_bytes(body[at:]))


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=DIGEST, person=b"policyscope").digest()
