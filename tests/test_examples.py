"""Every script in examples/ runs, is short, keeps to the public names, and prints numbers that agree with its text."""

from __future__ import annotations

import ast
import math
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

import policyscope

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.py"))
NUMBER = re.compile(r"-?\d+\.\d+")


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> list[str]:
    """The lines that the script with the test's name prints."""
    name = request.node.originalname.removeprefix("test_")
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    return capsys.readouterr().out.splitlines()


def numbers(line: str) -> list[float]:
    """The decimals after a line's last colon, or in all of it."""
    return [float(found) for found in NUMBER.findall(line.rpartition(":")[2])]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_short_listed_and_keeps_to_public_names(name: str) -> None:
    text = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8")
    assert text.count("\n") <= 60
    assert f"({name}.py)" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"def test_{name}(" in Path(__file__).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        assert not isinstance(node, ast.ImportFrom), "what is public is all of `import policyscope as ps`"
        assert not isinstance(node, ast.Import) or node.names[0].name in {"math", "numpy", "policyscope"}
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ps":
            assert node.attr in policyscope.__all__


def test_gradient_bandit(printed: list[str]) -> None:
    best = {line.rpartition(":")[0]: numbers(line)[0] for line in printed[1:]}
    # The order of the book's curves, and the values that 2000 testbeds give (docs/reproduction), within four standard errors.
    for name, value in {
        "alpha = 0.1, with baseline": 0.853, "alpha = 0.4, with baseline": 0.742,
        "alpha = 0.1, without": 0.482, "alpha = 0.4, without": 0.293,
    }.items():  # fmt: skip
        assert best[name] == pytest.approx(value, abs=4 * 0.5 / math.sqrt(200))
    assert best["alpha = 0.1, with baseline"] > best["alpha = 0.4, with baseline"]
    assert best["alpha = 0.4, with baseline"] > best["alpha = 0.1, without"] > best["alpha = 0.4, without"]


def test_short_corridor(printed: list[str]) -> None:
    for line in printed[1:4]:
        computed, formula = numbers(line)
        assert computed == formula
    assert numbers(printed[2])[0] == round(-6 - 4 * math.sqrt(2), 2)
    reached = [numbers(line) for line in printed[5:]]
    assert reached[0][0] > reached[1][0] > reached[2][0], "the larger rate is the sooner there"
    assert reached[0][0] == pytest.approx(-11.66, abs=0.2)
    assert reached[0][1] == pytest.approx(0.59, abs=0.05)


def test_baseline(printed: list[str]) -> None:
    lines = [numbers(line) for line in printed[1:4]]
    # By hand: E[(R − b)²] |∇ ln π|² − |∇J|², with |∇ ln π|² = 2/3 and |∇J|² = 2/9 where three arms are alike.
    for line, b in zip(lines, (0.0, 4.0, 4.0), strict=True):
        second = np.mean((np.array([5.0, 4.0, 3.0]) - b) ** 2) * 2 / 3
        assert line[-1] == pytest.approx(second - 2 / 9, abs=0.005)
    assert "mean [ 0.333  0.    -0.333]" in printed[1]
    assert len({line.split("mean")[1].split(",")[0] for line in printed[1:4]}) == 1, "the mean is the same"
    without, learned = (numbers(line)[0] for line in printed[5:])
    assert learned > without + 5
    assert learned == pytest.approx(-11.66, abs=0.5)


def test_actor_critic(printed: list[str]) -> None:
    bias = [int(found) for line in printed[1:5] for found in re.findall(r"bias (\d+)%", line)]
    variance = [numbers(line)[0] for line in printed[1:5]]
    assert max(bias[:3]) <= 5
    assert bias[3] > 50
    assert variance[0] > 2 * variance[1] > 4 * variance[2]
    learned, blind = numbers(printed[5])
    assert learned > blind + 0.2


def test_softmax_or_gaussian(printed: list[str]) -> None:
    by_mu, by_sigma, mean_mu, error_mu, mean_sigma, error_sigma = numbers(printed[1])
    assert (by_mu, by_sigma) == (4.0, -2.0)
    assert abs(mean_mu - 4) < 4 * error_mu
    assert abs(mean_sigma + 2) < 4 * error_sigma
    mu, sigma, arm = numbers(printed[2])
    assert mu == pytest.approx(2, abs=0.05)
    assert sigma < 0.2
    assert arm == round(min(np.linspace(-3, 3, 10), key=lambda a: abs(a - 2)), 2)


def test_why_the_log(printed: list[str]) -> None:
    for line in printed[:2]:
        by_hand, exact, sampled = np.array(numbers(line)).reshape(3, 3)
        assert np.array_equal(by_hand, exact)
        np.testing.assert_allclose(sampled, exact, atol=0.01)
    assert numbers(printed[0])[0] > 0 > numbers(printed[1])[0], "without the log the best arm is pushed down"
    with_log, without = numbers(printed[2])
    assert with_log > 0.4 > without
