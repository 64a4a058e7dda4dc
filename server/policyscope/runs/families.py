"""Which kinds go together: a problem belongs to a family, and policy, objective and estimator must suit it.

tabular      a list of states and actions      softmax, mlp
continuous   an action that is a number        gaussian
"""

from __future__ import annotations

from typing import Annotated, get_args, get_origin

from policyscope.errors import InvalidInput
from policyscope.runs.specs import Experiment, ObjectiveSpec, PolicySpec, ProblemSpec, Spec
from policyscope.runs.specs.base import CONTINUOUS

WORDS = {"tabular": "a problem with a list of actions", "continuous": "a problem whose action is a number"}


def is_continuous(problem: ProblemSpec, policy: PolicySpec, objective: ObjectiveSpec) -> bool:
    """Whether the problem is of the continuous family; policy and objective must be of the problem's.

    Raises:
        InvalidInput: field ``policy.kind`` or ``objective.kind``, naming the kinds that would do.
    """
    family = problem.families[0]
    check_suits(family, "policy", policy)
    check_suits(family, "objective", objective)
    return problem.families == CONTINUOUS


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
    union = Experiment.model_fields[name].annotation
    if get_origin(union) is Annotated:
        union = get_args(union)[0]
    return [option.model_fields["kind"].default for option in get_args(union) if family in option.families]
