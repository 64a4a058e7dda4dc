"""Presets that open as two runs side by side, A and B, from the same seed as far as the seed is not what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from policyscope.runs.preset import Preset


def pairs(single: Mapping[str, Preset]) -> tuple[Preset, ...]:
    """The pairs, each begun from one of the single presets."""
    log = single["delete_the_log"]
    return (
        replace(
            single["testbed"],
            name="baseline_or_none",
            title="Ten arms: a baseline, or none",
            look_for="All rewards lie near +4: A reinforces whatever it pulls; B, with a baseline, only what is better.",
            panels=("curve", "probabilities", "cloud", "numbers"),
            compare={"estimator.baseline": {"kind": "running_mean", "include_current": True}},
        ),
        replace(
            single["lucky_seed"],
            name="lucky_or_unlucky",
            title="Three arms: lucky, or unlucky",
            look_for="Only the seed differs: A's first pulls favour the best arm, B's the second-best, and B stays there.",
            panels=("simplex", "probabilities", "landscape", "curve"),
            compare={"seed": single["unlucky_seed"].experiment.seed},
        ),
        replace(
            single["committal"],
            name="committal_or_not",
            title="A baseline that commits, or not",
            look_for="Below b* half of A's runs commit to a wrong arm; above it nearly all of B's find the best.",
            panels=("curve", "simplex", "probabilities", "landscape"),
            compare={"estimator.baseline.offset": 0.5},
        ),
        replace(
            single["two_states"],
            name="plain_or_natural",
            title="Two states: plain, or natural",
            look_for="A hardly sees the better state and stays near J = 1; B crosses in a few dozen updates.",
            panels=("curve", "probabilities", "landscape"),
            compare={"optimizer.preconditioner": "natural"},
        ),
        replace(
            log,
            name="with_or_without_log",
            title="With the log, or without",
            look_for="A, with the log, raises the better, rarer arm; B counts the frequent arm twice, and its J falls.",
            panels=("probabilities", "curve", "cloud", "numbers"),
            changes=log.changes | {"estimator": {"kind": "reinforce"}},
            compare={"estimator": {"kind": "no_log"}},
        ),
    )
