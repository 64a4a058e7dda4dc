"""The error every bad value ends in: it names the field, what was expected, what came, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.errors import LONGEST_PATH, NOTHING, InvalidInput, LimitExceeded, shorten


def test_it_says_what_was_expected_what_came_and_what_to_do() -> None:
    error = InvalidInput("means", "at least two arms", [1.0], "Add an arm.")
    assert str(error) == "means: expected at least two arms, got [1.0]. Add an arm."
    assert (error.field, error.expected, error.got, error.remedy) == ("means", "at least two arms", "[1.0]", "Add an arm.")


def test_without_a_remedy_it_ends_with_what_came() -> None:
    assert str(InvalidInput("slip", "a probability", 2)) == "slip: expected a probability, got 2."


def test_its_field_is_also_a_json_pointer() -> None:
    assert InvalidInput("problem.means", "x", 0).pointer == "/problem/means"
    assert InvalidInput("", "x", 0).pointer == ""


def test_seen_from_outside_only_its_field_changes() -> None:
    inner = InvalidInput("means", "at least two arms", "A" * 200, "Add an arm.")
    outer = inner.under("problem")
    assert outer.field == "problem.means"
    assert (outer.expected, outer.got, outer.remedy) == (inner.expected, inner.got, inner.remedy)
    assert str(outer) == f"problem.{inner}"
    assert InvalidInput("", "JSON", "x").under("problem").field == "problem"


def test_a_limit_names_its_setting_and_keeps_its_kind_under_a_prefix() -> None:
    error = LimitExceeded("means", "actions", 32, 100).under("problem")
    assert isinstance(error, LimitExceeded)
    assert str(error).startswith("problem.means: expected at most 32, got 100.")
    assert str(LimitExceeded("problem", "states", 500, 600, "states S of a problem")).startswith(
        "problem: expected at most 500 states S of a problem, got 600."
    )
    assert "POLICYSCOPE_ACTIONS" in error.remedy


def test_it_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="expected"):
        raise LimitExceeded("states", "states", 1, 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (None, "null"),
        ([True, None, 1.5], "[true, null, 1.5]"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
        ((4, 2), "[4, 2]"),
        (np.float64(0.5), "0.5"),
        (np.array([[1.0, 2.0]]), "[[1.0, 2.0]]"),
        ("S.G", '"S.G"'),
        (b"{", '"{"'),
        ("ü\ud800\u202e", '"ü\\ud800\\u202e"'),
        ({"kind": "bandit"}, '{"kind": "bandit"}'),
        (NOTHING, "nothing"),
    ],
)
def test_values_are_echoed_as_the_json_they_came_as(value: object, text: str) -> None:
    assert shorten(value) == text
    assert InvalidInput("x", "y", value).got == text


@pytest.mark.parametrize(
    "value",
    [
        "k" * 4_000_000,
        b"k" * 4_000_000,
        ["a"] * 1_000_000,
        [["a"] * 1_000_000],
        {str(i): i for i in range(100_000)},
        10**5000,
        [10**5000, 1],
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_of_megabytes_is_quoted_by_its_beginning(value: object) -> None:
    assert 2 < len(shorten(value)) <= 80


def test_of_a_large_value_only_the_beginning_is_looked_at() -> None:
    seen = 0

    class Counting(dict[str, int]):
        def items(self) -> Iterator[tuple[str, int]]:  # type: ignore[override]
            nonlocal seen
            for pair in super().items():
                seen += 1
                yield pair

    shorten(Counting({f"name{i}": i for i in range(100_000)}))
    assert 2 < seen < 20


def test_a_value_nested_too_deep_to_write_is_quoted_too() -> None:
    value: object = 1
    for _ in range(100_000):
        value = [value]
    assert shorten(value).startswith("[[[[")


def test_a_path_of_megabytes_is_cut_wherever_it_is_shown() -> None:
    error = InvalidInput("k" * 1_000_000, "a field that exists", 0).under("experiment")
    assert len(error.field) == LONGEST_PATH
    assert len(str(error)) + len(error.pointer) < 500


@given(st.text(max_size=400), st.integers(20, 100))
def test_a_shortened_text_fits_and_keeps_both_ends(text: str, most: int) -> None:
    whole, short = shorten(text, 10_000), shorten(text, most)
    assert len(short) <= most
    if len(whole) <= most:
        assert short == whole
    else:
        assert short[:5] == whole[:5]
        assert short[-1] == whole[-1]
        assert " … " in short


def test_a_long_list_is_shortened_without_being_written_out() -> None:
    class Counted(list[int]):
        taken = 0

        def __iter__(self) -> Iterator[int]:
            for number in range(100_000):
                Counted.taken += 1
                yield number

    assert shorten(Counted([0])) == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 …]"
    assert Counted.taken < 100


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=200), lambda inner: st.lists(inner)))
def test_whatever_came_its_echo_is_short_and_can_be_sent(value: object) -> None:
    short = shorten(value)
    assert len(short) <= 80
    short.encode()
