"""Values that no schema should let through."""

from __future__ import annotations

import base64
import hashlib

from benchmarks.attack.attacks.attack import MISTAKES, Attack, attacks
from benchmarks.attack.attacks.work import body
from benchmarks.attack.line import Attacker, forever

GRID = {"kind": "gridworld", "map": ["S.", ".G"]}
STEP_AT = 11
"""Where a state's count of updates begins, eight bytes of it: after three of magic and eight of fingerprint."""
DIGEST = 8


async def huge_numbers(attacker: Attacker) -> None:
    """Whole numbers past 64 bits wherever one may be written."""
    asked = [
        ("/api/exact", body(problem={**GRID, "wind": [10**20, 0]})),
        ("/api/exact", body(problem={**GRID, "horizon": 10**20})),
        ("/api/exact", body(problem={"kind": "chain", "horizon": 2**63})),
        ("/api/estimates", body(samples=2**64)),
        ("/api/estimates", body(return_samples=2**64)),
        ("/api/estimates", body(estimators=[{"kind": "reinforce", "batch_size": 2**64}])),
        ("/api/landscape", body(x_direction=[1, 0, 0], y_direction=[0, 1, 0], resolution=2**64)),
        ("/api/runs", body(updates=2**64)),
        ("/api/runs", body(updates=3, every=2**64)),
        ("/api/runs", body(experiment={"runs": 2**64}, updates=3)),
        ("/api/studies", body(seeds=2**64)),
        ("/api/studies", body(updates=3, every=2**64)),
        ("/api/studies", body(grid={"estimator.batch_size": [2**64]}, updates=3)),
        ("/api/estimates", body(problem={"kind": "bandit", "means": [1.0, 1.0 - 1e-15], "reward_std": 1e6}, samples=1000)),
    ]

    async def once() -> None:
        for path, question in asked:
            await attacker.post(path, question)
        async with attacker.live() as live:
            await live.open({"problem": {**GRID, "wind": [10**20, 0]}})
            await live.open()
            await live.say("step", count=2**64)
            await live.hear()
            await live.say("subscribe", streams=["cloud"], cloud_axes=[2**64, 0])
            await live.hear()
            await live.say("control", changes={"estimator.batch_size": 2**64})
            await live.hear()

    await forever(attacker, once, 0.5)


async def forged_state(attacker: Attacker) -> None:
    """A state whose count of updates has been set to the last that 64 bits hold."""

    async def once() -> None:
        async with attacker.live() as live:
            frame = await live.open()
            state = forged(frame["state"], 2**64 - 1)
            answer = await live.open(state=state, grant=3)
            attacker.note("taken" if answer["type"] == "frame" else "not taken")
            await live.say("step", count=3)
            await live.hear("frame", "error")

    await forever(attacker, once, 0.5)


def forged(state: str, step: int) -> str:
    """The same state after so many updates, with a digest that fits."""
    raw = bytearray(base64.urlsafe_b64decode(state + "=" * (-len(state) % 4)))
    raw[STEP_AT : STEP_AT + 8] = step.to_bytes(8, "little")
    altered = bytes(raw[:-DIGEST])
    digest = hashlib.blake2b(altered, digest_size=DIGEST, person=b"policyscope").digest()
    return base64.urlsafe_b64encode(altered + digest).decode().rstrip("=")


async def largest_state(attacker: Attacker) -> None:
    """The largest state a run can have, handed back: it must be taken."""
    experiment = {"problem": {"kind": "gridworld", "map": ["S...", "....", "....", "...G"]}, "runs": 1000, "optimizer": {"kind": "adam"}}

    async def once() -> None:
        async with attacker.live() as live:
            await live.open(experiment, grant=3)
            await live.say("step", count=1)
            frame = await live.hear("frame")
            answer = await live.open(experiment, state=frame["state"])
            attacker.note("taken" if answer["type"] == "frame" else "not taken")

    await forever(attacker, once, 0.5)


ALL = (
    *attacks(huge_numbers),
    Attack(forged_state, wrong=(*MISTAKES, "taken")),
    Attack(largest_state, wrong=(*MISTAKES, "not taken", "closed 4009")),
)
