"""What the server says is what its models say: real messages against them, extra keys forbidden."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from policyscope.runs import PRESETS, STREAMS
from policyscope.runs.preset import Preset
from policyscope.web.live.server_messages import Frame, Opened
from policyscope.web.live.session import Session
from policyscope.web.settings import Settings

STEP = {"kind": "continuous_bandit", "reward": {"kind": "step"}}


def heard(session: Session, message: dict[str, object]) -> list[str]:
    """What a session answers, all of its work done."""
    session.receive(json.dumps(message))
    texts: list[str] = []
    while work := session.next():
        texts += work.call()
    return texts


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_opens_as_the_models_say(preset: Preset) -> None:
    session = Session(Settings(block_milliseconds=600_000), clock=lambda: 0.0)
    experiment = preset.experiment.model_dump(mode="json")
    opened, frame = heard(session, {"type": "open", "experiment": experiment, "subscribe": sorted(STREAMS)})
    said = Opened.model_validate_json(opened)
    assert said.problem.states == len(said.problem.state_names) == len(said.problem.start) == len(said.problem.terminal)
    assert said.problem.actions == len(said.problem.action_names)
    assert said.policy.parameters == len(said.policy.parameter_names) == len(Frame.model_validate_json(frame).theta)
    (stepped,) = heard(session, {"type": "step"})
    Frame.model_validate_json(stepped)


@pytest.mark.parametrize(
    ("experiment", "shown"),
    [
        ({"problem": {"kind": "chain"}, "policy": {"kind": "mlp"}}, lambda said: said.policy.inputs),
        ({"problem": STEP, "policy": {"kind": "gaussian"}}, lambda said: said.problem.continuous),
        ({"problem": {"kind": "gridworld", "map": ["S#G"]}}, lambda said: said.problem.notes.warnings),
    ],
    ids=["a network", "a step", "a warning"],
)
def test_so_does_what_no_preset_shows(experiment: dict[str, object], shown: Callable[[Opened], object]) -> None:
    assert shown(Opened.model_validate_json(heard(Session(Settings()), {"type": "open", "experiment": experiment})[0]))
