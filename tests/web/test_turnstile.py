"""A few at a time, in the order they came."""

from __future__ import annotations

import asyncio

from policyscope.web.turnstile import Turnstile


def test_a_few_pass_each_turn_in_order_and_whoever_has_left_holds_nobody_up() -> None:
    async def played() -> list[int]:
        turnstile = Turnstile(2)
        seen: list[int] = []

        async def one(name: int) -> None:
            await turnstile.passed()
            seen.append(name)

        tasks = [asyncio.create_task(one(name)) for name in range(5)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        turns: list[list[int]] = []
        while not all(task.done() for task in tasks):
            turns.append(list(seen))
            await asyncio.sleep(0)
        assert max(len(b) - len(a) for a, b in zip(turns, [*turns[1:], seen], strict=True)) <= 2
        await asyncio.wait_for(turnstile.passed(), 5)
        return seen

    assert asyncio.run(played()) == [0, 2, 3, 4]
