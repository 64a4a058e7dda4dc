"""The reference: every kind of the schema with its formula, facts, source and an example that runs.

Estimators, baselines, optimizers and objectives carry their entries themselves; the other kinds, and words, have theirs here. A test
walks the schema and finds what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policyscope.runs.kinds import CHOICES, GROUPS, choices, kind_of, kinds, models
from policyscope.runs.reference.policies import FEATURES, INPUTS, POLICIES
from policyscope.runs.reference.problems import PROBLEMS, REWARDS
from policyscope.runs.reference.sections import NOTATION, SECTIONS
from policyscope.runs.reference.words import CREDIT, PRECONDITIONERS, SCHEDULES
from policyscope.runs.specs.entry import Entry

__all__ = ["ENTRIES", "NOTATION", "SECTIONS", "Documented", "Entry", "anchor", "documented"]


def _said_by(group: str) -> dict[str, Entry]:
    """What the models of a group say of themselves."""
    return {kind_of(model): model.entry for model in models(GROUPS[group]) if model.entry is not None}


ENTRIES: dict[str, dict[str, Entry]] = {
    "problem": PROBLEMS,
    "reward": REWARDS,
    "features": FEATURES,
    "policy": POLICIES,
    "inputs": INPUTS,
    "objective": _said_by("objective"),
    "estimator": _said_by("estimator"),
    "credit": CREDIT,
    "baseline": _said_by("baseline"),
    "optimizer": _said_by("optimizer"),
    "preconditioner": PRECONDITIONERS,
    "schedule": SCHEDULES,
}
"""The entries by group and kind, in the order of the page."""


@dataclass(frozen=True)
class Documented:
    """A kind with everything that is known of it.

    Attributes:
        group: one of `ENTRIES`.
        kind: its name in an experiment.
        title, help: as its specification says them.
        schema: of its model; for the word of a choice, of that field.
        entry: formula, facts and source; None where somebody has yet to write them.
        example: an experiment that has it, short of what may be left out.
        facts: what its model says of itself besides, see `policyscope.runs.specs.base.Spec.facts`; none for a word.
    """

    group: str
    kind: str
    title: str
    help: str
    schema: dict[str, Any]
    entry: Entry | None
    example: dict[str, Any]
    facts: dict[str, Any]

    @property
    def anchor(self) -> str:
        """Its place on the reference's page."""
        return anchor(self.group, self.kind)


def anchor(group: str, kind: str) -> str:
    """The id of a kind on the reference's page, e.g. ``estimator-gae``."""
    return f"{group}-{kind}".replace("/", "-over-").replace("(", "-").replace(")", "")


def documented(group: str) -> list[Documented]:
    """Every kind of a group, in the schema's order."""
    entries = ENTRIES[group]
    if group in CHOICES:
        parent, _, name = CHOICES[group].rpartition(".")
        return [
            Documented(group, word, _words(word), "", field, entries.get(word), _example(parent, {name: word}, entries.get(word)), {})
            for word, field in choices(group).items()
        ]
    schemas = kinds(group)
    return [
        Documented(
            group, kind, schemas[kind]["title"], schemas[kind].get("description", ""), schemas[kind], entries.get(kind),
            _example(GROUPS[group], {"kind": kind, **_defaults(schemas[kind])}, entries.get(kind)), model.facts(),
        )
        for model in models(GROUPS[group])
        for kind in (kind_of(model),)
    ]  # fmt: skip


def _example(path: str, part: Mapping[str, Any], entry: Entry | None) -> dict[str, Any]:
    example: dict[str, Any] = {name: dict(value) for name, value in (entry.around if entry else {}).items()}
    inner = example
    for depth, name in enumerate(path.split(".")):
        known = inner.setdefault(name, {})
        if depth < path.count(".") or "kind" not in part:
            known.setdefault("kind", BEARERS[name])
        inner = known
    inner.update({**part, **(entry.fields if entry else {})})
    return example


BEARERS = {"problem": "continuous_bandit", "policy": "softmax", "estimator": "reinforce", "optimizer": "ascent"}
"""Whose reward, features, baseline and choices are shown."""


def _defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a model as they are when nothing is said, those that are empty left out."""
    return {
        name: field["default"]
        for name, field in schema["properties"].items()
        if name != "kind" and field.get("default") not in (None, {}, [])
    }


def _words(name: str) -> str:
    words = name.replace("_", " ")
    return words[0].upper() + words[1:]
