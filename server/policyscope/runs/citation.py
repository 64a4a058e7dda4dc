"""What to cite for an experiment: the sources of the kinds it uses, each once, in the order in which a paper would name them."""

from __future__ import annotations

from typing import Any, NamedTuple

from policyscope.runs.kinds import PATHS
from policyscope.runs.reference import documented
from policyscope.runs.specs import Experiment


class Citation(NamedTuple):
    """One source and what it is cited for.

    Attributes:
        group: which part of the experiment, e.g. ``estimator``.
        kind: its kind, e.g. ``gae``, or the word chosen.
        title: the kind as people call it.
        source: paper or book, with the section.
    """

    group: str
    kind: str
    title: str
    source: str


def cite(experiment: Experiment) -> list[Citation]:
    """The sources of every problem, policy, estimator, baseline, optimizer and choice in use, without doubles.

    Args:
        experiment: what is run.

    Example:
        >>> from policyscope.runs import Experiment, cite
        >>> for each in cite(Experiment(estimator={"kind": "gae"})):
        ...     if each.group == "estimator":
        ...         print(each.title, "·", each.source.split(",")[0])
        GAE · Schulman
    """
    tree = experiment.model_dump(mode="json")
    found: dict[str, Citation] = {}
    for group, path in PATHS.items():
        kind = _at(tree, path)
        for each in documented(group):
            if each.kind == kind and each.entry is not None and each.entry.source:
                found.setdefault(each.entry.source, Citation(group, each.kind, each.title, each.entry.source))
    return list(found.values())


def _at(tree: Any, path: str) -> Any:
    """The kind, or the word, at a dotted path; None if the experiment has no such part."""
    for name in path.split("."):
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree.get("kind") if isinstance(tree, dict) else tree
