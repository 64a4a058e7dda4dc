"""What is true at a step of a lesson, and the small language in which a lesson names it.

    gradient[1]     q - J     pi_after(alpha * paid * scores[drawn])     variance(10) / variance(b_star)

Numbers, names, + − * / **, indices, and the functions below: a lesson can compute with what the library knows, and do nothing else.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.web.lessons.answers import Answers
from policyscope.web.lessons.queries import State

Value = float | Floats
OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip


def _angle(a: Floats, b: Floats) -> float:
    """Between two directions, in degrees."""
    cosine = float(np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b)))
    return math.degrees(math.acos(min(1.0, max(-1.0, cosine))))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": np.abs, "sqrt": math.sqrt, "log": np.log, "exp": np.exp, "sum": np.sum, "max": np.max, "min": np.min, "norm": np.linalg.norm,
    "dot": np.dot, "angle": _angle,
}  # fmt: skip
ASKED = (
    "ending_best", "gradient_of", "loop", "loop_without_gamma", "one", "pi_after", "score", "value_after", "value_of", "variance",
    "variance_of", "visits_of", "without_gamma",
)  # fmt: skip
"""Methods of `Answers` that a lesson may call."""

SPEC = re.compile(r":(\+?,?\.?\d*[dfge%])$")
MOST_POWER = 64


class Unknown(ValueError):
    """An expression that names nothing there is; its text says what there is."""


class Facts:
    """What is true where a step opens the lab: exact answers, as names.

    Args:
        state: what the lab shows.
        given: names the step binds itself, such as the arm that is said to be drawn.
    """

    def __init__(self, state: State, given: Mapping[str, float] | None = None) -> None:
        self.state = state
        self.given = dict(given or {})
        self._answers: dict[tuple[Any, ...], Any] = {}

    @cached_property
    def names(self) -> dict[str, Value]:
        """Everything that has a name, in the field's letters. Of a problem with one state the state's index is left out."""
        experiment, answer = self.state.experiment, self.answers.exact(self.theta)
        names: dict[str, Value] = {
            "J": answer["value"], "gradient": np.array(answer["gradient"]), "theta": self.theta,
            "alpha": experiment.optimizer.learning_rate, "gamma": getattr(experiment.objective, "discount", 1.0),
        }  # fmt: skip
        if "means" in answer:
            names |= {"mu": np.array(answer["means"]), "sigma": answer["sigma"]}
        if "probabilities" in answer:
            shown = {"pi": "probabilities", "q": "action_values", "v": "state_values", "scores": "scores", "advantages": "advantages"}
            one = len(answer["probabilities"]) == 1
            for name, key in shown.items():
                if answer.get(key) is not None:
                    names[name] = np.array(answer[key])[0] if one else np.array(answer[key])
            if answer.get("optimal_constant") is not None:
                names["b_star"] = answer["optimal_constant"]
            if one:
                pi, q, scores = (np.asarray(names[name]) for name in ("pi", "q", "scores"))
                names["no_log"] = (pi * pi * q) @ scores
        return names | self.given

    @cached_property
    def answers(self) -> Answers:
        """What else may be asked here."""
        return Answers(self.state.query, self.state.experiment)

    @property
    def theta(self) -> Floats:
        """Where the run begins."""
        return self.answers.theta

    def pi_after(self, direction: Floats) -> Floats:
        """π after one update along a direction."""
        return self.answers.pi_after(direction)

    def _called(self, name: str, arguments: list[Any]) -> Any:
        if name in FUNCTIONS:
            return FUNCTIONS[name](*arguments)
        if name not in ASKED:
            raise Unknown(f"`{name}` is no function; there are {', '.join(sorted({*FUNCTIONS, *ASKED}))}.")
        key = (name, *(each.tobytes() if isinstance(each, np.ndarray) else each for each in arguments))
        if key not in self._answers:
            self._answers[key] = getattr(self.answers, name)(*arguments)
        return self._answers[key]

    def value(self, expression: str, more: Mapping[str, Value] | None = None) -> Value:
        """What an expression is worth here.

        Raises:
            Unknown: it cannot be read, names what there is not, or has no value.
        """
        try:
            tree = ast.parse(expression.strip(), mode="eval").body
            with np.errstate(all="ignore"):  # what is no number is refused below
                found = self._worth(tree, {**self.names, **(more or {})})
        except (SyntaxError, IndexError, TypeError, ValueError, ZeroDivisionError, InvalidInput) as error:
            raise error if isinstance(error, Unknown) else Unknown(f"`{expression}` has no value here: {error}.") from None
        if not np.all(np.isfinite(found)):
            raise Unknown(f"`{expression}` is no finite number here.")
        return found

    def _worth(self, node: ast.expr, names: Mapping[str, Value]) -> Any:
        match node:
            case ast.Constant(value=int() | float() | str()):
                return node.value
            case ast.Name(id=name):
                if name not in names:
                    raise Unknown(f"`{name}` is unknown here; there are {', '.join(sorted(names))}.")
                return names[name]
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -self._worth(inner, names)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return np.array([self._worth(part, names) for part in parts])
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                one, other = self._worth(left, names), self._worth(right, names)
                if isinstance(op, ast.Pow) and np.any(np.abs(other) > MOST_POWER):
                    raise Unknown(f"powers go up to {MOST_POWER}.")
                return OPERATORS[type(op)](one, other)
            case ast.Subscript(value=inner, slice=index):
                return np.asarray(self._worth(inner, names))[int(self._worth(index, names))]
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._called(name, [self._worth(each, names) for each in arguments])
        raise Unknown(f"`{ast.unparse(node)}` cannot be used in a lesson.")

    def shown(self, text: str, minus: str = "−") -> str:
        """An expression's value as text: `gradient[1]:+.2f` has its format behind it, else three digits that count.

        Raises:
            Unknown: as `value`.
        """
        spec = SPEC.search(text)
        found = np.asarray(self.value(SPEC.sub("", text)))
        form = spec[1] if spec else ".3g"
        words = [_written(float(each), form) for each in found.ravel()]
        return (words[0] if found.ndim == 0 else f"({', '.join(words)})").replace("-", minus)


def _written(value: float, form: str) -> str:
    text = format(round(value) if form.endswith("d") else value + 0.0, form)
    return text.lstrip("-") if not text.strip("-+0.,%e") else text  # no number is −0.00
