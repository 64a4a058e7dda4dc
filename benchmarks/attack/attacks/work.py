"""Work that is asked for in a moment and takes for ever."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.attack.attacks.attack import attacks
from benchmarks.attack.line import Attacker, forever, stay, together

ENDLESS = {"kind": "two_state", "horizon": 9000}
"""A problem whose episodes never end before their horizon."""
DEAR = {"problem": ENDLESS, "estimator": {"kind": "reinforce", "batch_size": 100}, "runs": 1000}
"""One update of this draws 900 million actions."""


def body(**fields: Any) -> bytes:
    """JSON without a byte too many: bodies have a limit."""
    return json.dumps(fields, separators=(",", ":")).encode()


def contexts(states: int, actions: int) -> dict[str, Any]:
    """A contextual bandit of that size."""
    return {"kind": "contextual_bandit", "means": [[0] * actions] * states}


async def nothing(attacker: Attacker) -> None:
    """Nothing at all: what the machine itself does to the figures."""
    await stay()


async def recorded_runs(attacker: Attacker) -> None:
    """Two recorded runs of years: ten million updates of 900 million actions each, one frame."""
    asked = body(experiment=DEAR, updates=10_000_000, every=10_000_000)
    await together(*(forever(attacker, lambda seat=seat: attacker.post("/api/runs", asked, seat)) for seat in range(2)))  # type: ignore[misc]


async def dense_exact(attacker: Attacker) -> None:
    """The Fisher matrix of dense features, 60 × 32 × 1000, again and again."""
    policy = {"kind": "softmax", "features": {"kind": "custom", "phi": [[[1] * 1000] * 32] * 60}}
    asked = body(problem=contexts(60, 32), policy=policy)
    await together(*(forever(attacker, lambda: attacker.post("/api/exact", asked)) for _ in range(2)))


def hours() -> bytes:
    """Estimates that take hours."""
    estimators = [{"kind": "reinforce", "entropy_bonus": i / 100} for i in range(32)]
    return body(problem={"kind": "two_state", "horizon": 10_000}, estimators=estimators, samples=20_000)


async def long_estimates(attacker: Attacker) -> None:
    """Estimates of 20,000 episodes of 10,000 actions by 32 estimators, twice."""
    await together(*(forever(attacker, lambda: attacker.post("/api/estimates", hours())) for _ in range(2)))


async def full_queue(attacker: Attacker) -> None:
    """The same 64 times at once: whoever else asks is to be told 503."""
    await together(*(forever(attacker, lambda: attacker.post("/api/estimates", hours()), 0.2) for _ in range(64)))


async def dear_updates(attacker: Attacker) -> None:
    """Four live runs whose every update takes some ten seconds, opened and left again."""
    await together(*(forever(attacker, lambda seat=seat: step(attacker, DEAR, seat)) for seat in (0, 1, 0, 1)))  # type: ignore[misc]


async def step(attacker: Attacker, experiment: object, seat: int) -> None:
    """Open a run and ask for one update."""
    async with attacker.live(seat) as live:
        await live.open(experiment, grant=3)
        await live.say("step", count=1)
        await live.hear("frame", "error")


async def dear_inverse(attacker: Attacker) -> None:
    """Four live ensembles of a thousand natural gradients, each of which solves for 1984 unknowns in every update."""
    optimizer = {"kind": "ascent", "preconditioner": "natural", "damping": 0.001}
    experiment = {"problem": contexts(62, 32), "optimizer": optimizer, "runs": 1000}
    await together(*(forever(attacker, lambda seat=seat: step(attacker, experiment, seat)) for seat in (0, 1, 0, 1)))  # type: ignore[misc]


async def dear_looks(attacker: Attacker) -> None:
    """Four live runs with cheap updates, whose cloud draws two hundred episodes of 9000 actions for every frame."""
    experiment = {"problem": ENDLESS, "optimizer": {"kind": "ascent", "learning_rate": 0.001}}

    async def once(seat: int) -> None:
        async with attacker.live(seat) as live:
            await live.open(experiment, subscribe=["cloud", "exact", "values", "baseline", "episode", "scores"], grant=3)
            await live.say("play", updates_per_second=1000)
            while await live.hear("frame"):
                await live.say("grant", frames=1)

    await together(*(forever(attacker, lambda seat=seat: once(seat)) for seat in (0, 1, 0, 1)))  # type: ignore[misc]


async def long_landscape(attacker: Attacker) -> None:
    """Two landscapes of 121 × 121 points on a chain of 400 states and 9000 steps."""
    direction = [1] * 802
    asked = body(
        problem={"kind": "chain", "length": 400, "horizon": 9000}, x_direction=direction, y_direction=[0, *direction[1:]], resolution=121
    )
    await together(*(forever(attacker, lambda: attacker.post("/api/landscape", asked)) for _ in range(2)))


async def costly_opens(attacker: Attacker) -> None:
    """Twenty sockets that open boards of 480 states, one after the other as fast as they are answered."""
    problem = {"kind": "gridworld", "map": ["S" + "." * 29, *["." * 30] * 14, "." * 29 + "G"], "slip": 0.1}

    async def once() -> None:
        async with attacker.live() as live:
            while True:
                await live.open({"problem": problem}, subscribe=["exact", "values"])

    await together(*(forever(attacker, once) for _ in range(20)))


async def written_documents(attacker: Attacker) -> None:
    """Four clients that fetch what the server may write anew for everybody: descriptions, schemas, figures, pages."""
    paths = ("/openapi.json", "/api/live/schema", "/metrics", "/api/catalog", "/docs", "/reference", "/")

    async def once() -> None:
        for path in paths:
            async with attacker.line() as line:
                await line.send(f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
                await line.answer()

    await together(*(forever(attacker, once, 0.0) for _ in range(4)))


async def late_limit(attacker: Attacker) -> None:
    """Features of 500 × 32 × 4001, beyond the limits, which the server may build only to refuse them."""
    policy = {"kind": "softmax", "features": {"kind": "stacked", "state_features": [[0] * 4000] * 500}}
    asked = body(problem=contexts(500, 32), policy=policy)
    await forever(attacker, lambda: attacker.post("/api/exact", asked))


def big() -> bytes:
    """A question whose answer has tables as large as they may be: scores and Fisher matrix of a million numbers each."""
    return body(problem=contexts(32, 31))


async def big_answers(attacker: Attacker) -> None:
    """Two clients that ask for the largest answer there is, again and again."""
    await together(*(forever(attacker, lambda seat=seat: attacker.post("/api/exact", big(), seat)) for seat in range(2)))  # type: ignore[misc]


ALL = attacks(
    nothing, recorded_runs, dense_exact, long_estimates, full_queue, dear_updates, dear_inverse, dear_looks, long_landscape,
    costly_opens, written_documents, late_limit, big_answers,
)  # fmt: skip
