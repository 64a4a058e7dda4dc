"""Which kinds go together: a policy, an objective and an estimator must suit the problem's family.

tabular            a list of states and actions           softmax, mlp
continuous         an action that is a number, one step    gaussian
linear_quadratic   a state and an action that are numbers  gaussian
"""

from __future__ import annotations

from policyscope.errors import InvalidInput
from policyscope.runs.kinds import kind_of, models
from policyscope.runs.specs import Spec

WORDS = {
    "tabular": "a problem with a list of actions",
    "continuous": "a problem whose action is a number",
    "linear_quadratic": "a problem whose state and action are numbers",
}


def check_suits(family: str, name: str, part: Spec) -> None:
    """Refuses a policy, objective or estimator of another family.

    Raises:
        InvalidInput: field ``<name>.kind``.
    """
    if family not in part.families:
        kind = getattr(part, "kind", "")
        raise InvalidInput(
            f"{name}.kind", f"{' or '.join(kinds_for(name, family))} for {WORDS[family]}", kind,
            f"The {name} {kind} needs {WORDS[part.families[0]]}, such as {kinds_for('problem', part.families[0])[0]}.",
        )  # fmt: skip


def kinds_for(name: str, family: str) -> list[str]:
    """The kinds of a part of the experiment that suit a family."""
    return [kind_of(model) for model in models(name) if family in model.families]
