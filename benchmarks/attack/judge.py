"""What an attack did, held against what it may do at most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.attack.crowd import Lateness
from benchmarks.attack.lab import TROUBLE


@dataclass(frozen=True)
class Figures:
    """What was measured while an attack lasted and shortly after.

    Attributes:
        attack: its name.
        others: how late the crowd's frames were.
        opening: seconds the slowest new visitor waited for its first frame.
        health: seconds the slowest answer of /healthz took.
        growth: MB the server's memory grew at most.
        kept: MB of that it still held afterwards.
        busy: cores used from two to four seconds after the attacker had left, the crowd standing still; or threads that wanted one all
            that time.
        log: what it logged.
        answers: what the attacker was answered, and how often.
        wrong: those answers that must not come, and an end of the server.
    """

    attack: str
    others: Lateness
    opening: float
    health: float
    growth: float
    kept: float
    busy: float
    log: str
    answers: dict[str, int]
    wrong: list[str]

    @property
    def trouble(self) -> int:
        """Lines of the log that tell of a traceback or an error."""
        return len(TROUBLE.findall(self.log))


@dataclass(frozen=True)
class Measure:
    """One column of the table: what it shows and how much of it is too much."""

    title: str
    of: Callable[[Figures], float]
    most: float
    format: str = "{:.0f}"

    def exceeded(self, figures: Figures) -> bool:
        return not self.of(figures) <= self.most

    def show(self, figures: Figures) -> str:
        return self.format.format(self.of(figures)) + ("!" if self.exceeded(figures) else " ")


MEASURES = (
    Measure("p99 ms", lambda f: f.others.p99, 100),
    Measure("worst ms", lambda f: f.others.worst, 500),
    Measure("lost", lambda f: f.others.lost, 0),
    Measure("open s", lambda f: f.opening, 1.0, "{:.2f}"),
    Measure("healthz ms", lambda f: f.health * 1000, 200),
    Measure("+MB", lambda f: f.growth, 200),
    Measure("kept MB", lambda f: f.kept, 100),
    Measure("cores after", lambda f: f.busy, 0.15, "{:.2f}"),
    Measure("errors", lambda f: f.trouble, 0),
)


def passed(figures: Figures) -> bool:
    """Whether the server held."""
    return not figures.wrong and not any(measure.exceeded(figures) for measure in MEASURES)


WIDTHS = [max(9, len(measure.title) + 1) for measure in MEASURES]


def header() -> str:
    """The table's head, with the limits below it."""
    titles = "".join(f"{m.title:>{w - 1}} " for m, w in zip(MEASURES, WIDTHS, strict=True))
    limits = "".join(f"{'≤ ' + format(m.most, 'g'):>{w - 1}} " for m, w in zip(MEASURES, WIDTHS, strict=True))
    return f"{'attack':<19}     {titles}  log  answers\n{'':<24}{limits}{'lines':>5}"


def row(figures: Figures) -> str:
    """One attack's row; ``!`` marks what was too much."""
    cells = "".join(f"{m.show(figures):>{w}}" for m, w in zip(MEASURES, WIDTHS, strict=True))
    answers = ", ".join(f"{count} × {answer}" for answer, count in figures.answers.items())
    lines = figures.log.count("\n")
    wrong = f"  WRONG: {', '.join(figures.wrong)}" if figures.wrong else ""
    return f"{figures.attack:<19} {'ok  ' if passed(figures) else 'FAIL'}{cells}{lines:>5}  {answers}{wrong}"
