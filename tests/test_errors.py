"""The error every bad value ends in: it names the field, what was expected, what came, and what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.errors import InvalidInput, LimitExceeded, shorten


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
    assert "POLICYSCOPE_ACTIONS" in error.remedy


def test_it_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="expected"):
        raise LimitExceeded("states", "states", 1, 2)


@given(st.text(max_size=400), st.integers(20, 100))
def test_a_shortened_value_fits_and_keeps_both_ends(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short) <= most
    if len(repr(text)) <= most:
        assert short == repr(text)
    else:
        assert short[:5] == repr(text)[:5]
        assert short[-1] == repr(text)[-1]
        assert " … " in short
