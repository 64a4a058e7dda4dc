"""A call goes to machine code or to the interpreter's twin, as the process is told, and gives the same either way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from policyscope.gradients import calls
from policyscope.gradients.calls import CALLS, Call
from policyscope.gradients.chance import Chance, generators
from policyscope.gradients.direct import Direct
from policyscope.gradients.kernels.streams import normal, uniform
from policyscope.gradients.machine_code.compiled import compiled, inlined

STEPS = 3


@inlined
def one(rng: object) -> float:
    return normal(rng) + uniform(rng)


@compiled
def several(rng: object, out: np.ndarray) -> None:
    for i in range(out.size):
        out[i] = one(rng)


@compiled
def everybody(streams: object, out: np.ndarray) -> None:
    for run in range(out.shape[0]):
        several(streams[run], out[run])


@pytest.fixture(autouse=True)
def _machine_code_again() -> Iterator[None]:
    yield
    calls.interpret(False)


def test_the_twin_compiles_nothing_and_calls_twins_alone() -> None:
    calls.interpret()
    Call(everybody)(Chance.seeded([1, 2]).words, np.empty((2, STEPS)))
    assert not any(getattr(kernel, "overloads", None) for kernel in (everybody, several, one))


@pytest.mark.parametrize("direct", [False, True])
def test_streams_go_on_where_the_other_way_stopped(direct: bool) -> None:
    call, chance, out = Call(everybody), Chance.seeded([3, 4]), np.empty((2, STEPS))
    callable_ = Direct(call) if direct else call
    theirs = [np.random.default_rng(seed) for seed in (3, 4)]
    for interpreted in (True, True, False, False):
        calls.interpret(interpreted)
        callable_(chance.words, out)
        assert out.tolist() == [[rng.standard_normal() + rng.random() for _ in range(STEPS)] for rng in theirs]


def test_the_words_stand_where_an_interpreted_call_broke_off() -> None:
    chance, same = Chance.seeded([5]), np.random.default_rng(5)

    def broken(streams: list[np.random.Generator], out: np.ndarray) -> None:
        out[0] = streams[0].random() / 0

    with pytest.raises(ZeroDivisionError):
        Call(broken).interpreted(chance.words, np.empty(1))
    same.random()
    assert chance.words.tolist() == Chance.of(same).words.tolist()


def test_calls_in_calls_have_generators_of_their_own() -> None:
    with generators(Chance.seeded([1]).words) as outer, generators(Chance.seeded([1]).words) as inner:
        assert outer[0] is not inner[0]
        assert outer[0].random() == inner[0].random()


def test_every_kernel_that_python_calls_can_be_loaded_in_steps() -> None:
    assert {call.kernel.__name__ for call in CALLS} == {
        "advantages",
        "evaluate", "evaluate_runs", "survey", "fisher", "prepare", "optimal_constant", "optimal_by_state", "learn", "contribute_epochs",
        "pull", "score_rows", "sweep_rows", "solve_exactly", "best_baseline", "survey_plane", "learn_gaussian",
        "solve_linear", "prepare_linear", "best_at", "survey_linear", "learn_linear",
    }  # fmt: skip
