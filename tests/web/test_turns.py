"""Whose turn it is."""

from __future__ import annotations

from policyscope.web.turns import Turns


def order(turns: Turns[int]) -> list[int]:
    found = []
    while waiting := turns.next():
        found.append(waiting[1])
    return found


def test_clients_take_turns_however_many_one_of_them_brings() -> None:
    turns: Turns[int] = Turns()
    for item in range(5):
        turns.add("many", item)
    turns.add("few", 10)
    turns.add("few", 11)
    assert len(turns) == 7
    assert order(turns) == [0, 10, 1, 11, 2, 3, 4]
    assert len(turns) == 0


def test_a_client_that_may_not_is_passed_over_and_keeps_its_place() -> None:
    turns: Turns[int] = Turns()
    turns.add("first", 1)
    turns.add("second", 2)
    assert turns.next(lambda client: client != "first") == ("second", 2)
    assert turns.next(lambda client: False) is None
    assert turns.next() == ("first", 1)


def test_what_is_dropped_has_no_turn() -> None:
    turns: Turns[int] = Turns()
    turns.add("one", 1)
    turns.add("one", 2)
    assert turns.drop("one", 1)
    assert not turns.drop("one", 1)
    assert not turns.drop("nobody", 1)
    assert order(turns) == [2]
    assert not turns.drop("one", 2)
