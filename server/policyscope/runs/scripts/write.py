"""The script's text, from its parts."""

from __future__ import annotations

from collections.abc import Sequence

from policyscope.runs.citation import cite
from policyscope.runs.limits import Limits
from policyscope.runs.scripts.exactly import EXACTLY
from policyscope.runs.scripts.facts import of_settings
from policyscope.runs.scripts.literals import array, memory_lines, problem_lines, settings_lines
from policyscope.runs.scripts.plan import Change, Stretch, planned
from policyscope.runs.scripts.render import functions
from policyscope.runs.scripts.sampling import DIFFERENCES, EPISODES, POLICY
from policyscope.runs.scripts.updating import UPDATES
from policyscope.runs.scripts.weighing import BASELINES, ESTIMATES, RETURNS
from policyscope.runs.specs import Experiment

TEXTBOOK = (*POLICY, *EPISODES, *EXACTLY, *RETURNS, *BASELINES, *DIFFERENCES, *ESTIMATES, *UPDATES)
PLAIN = {("schedule", "constant"), ("preconditioner", "none"), ("baseline", "none"), ("features", "one_hot")}
"""What goes without saying, and without a source."""
MOST_PRINTED = 200
"""Probabilities that a script prints."""


def script(experiment: Experiment, updates: int = 1000, changes: Sequence[Change] = (), limits: Limits | None = None) -> str:
    """The run's first updates as a Python script.

    It draws the same random numbers in the same order, and prints θ and π after the last update.

    Args:
        experiment: what to play.
        updates: how many updates.
        changes: what was changed on the way, as links name it: after how many updates, and new values by path; ``theta`` puts θ.
        limits: bounds; the usual ones if None.

    Raises:
        InvalidInput: naming the field, for Gaussian policies, networks, several runs, and problems too large for a script.
    """
    limits = limits or Limits()
    model, stretches = planned(experiment, updates, changes, limits)
    facts = [of_settings(stretch.settings, model) for stretch in stretches]
    every = frozenset().union(*facts)
    lines = [*_opening(experiment, updates), "", "import math", "", "import numpy as np", ""]
    lines += _title("The problem") + problem_lines(model, every, model.problem.horizon or limits.horizon) + [""]
    said: dict[str, str] = {}
    for index, (stretch, flags) in enumerate(zip(stretches, facts, strict=True)):
        end = stretches[index + 1].first if index + 1 < len(stretches) else updates
        lines += _stretch(stretch, flags, end, said, "draws" in every and experiment.seed)
    return "\n".join([*lines, *_closing(updates, every, model.problem.states * model.problem.actions)]) + "\n"


def _opening(experiment: Experiment, updates: int) -> list[str]:
    sources = [each for each in cite(experiment) if (each.group, each.kind) not in PLAIN]
    title = ", ".join(each.title for each in sources if each.group in ("problem", "estimator", "baseline", "optimizer"))
    return [
        f'"""{title}: {updates} updates from seed {experiment.seed}.',
        "",
        "Written by Policyscope. It needs NumPy alone, draws the random numbers that the lab draws, and prints the numbers that the lab shows.",
        "",
        *[f"{each.title}: {each.source}." for each in sources],
        '"""',
    ]


def _title(text: str) -> list[str]:
    return [f"# --- {text} ".ljust(100, "-"), ""]


def _stretch(stretch: Stretch, facts: frozenset[str], end: int, said: dict[str, str], seed: int | bool) -> list[str]:
    """What is new, then the updates; ``said`` holds what stands already, by name."""
    begins = not said
    code = functions(TEXTBOOK, facts)
    numbers = _new(settings_lines(stretch.settings, facts), said)
    memory = {name: line for name, line in memory_lines(facts).items() if name not in said}  # what is remembered stays remembered
    numbers += _new(memory, said)
    if begins and seed is not False:
        numbers.append(f"rng = np.random.Generator(np.random.PCG64({seed}))")
    words = [f"# {line}" for line in stretch.words]
    lines = _title("The settings") if begins else [*_title(f"After {stretch.first} updates"), *words]
    lines += [*numbers, ""]
    ideas = _new(code, said)
    if ideas:
        lines += ["", "\n\n\n".join(ideas), "", ""]
    if begins:
        lines += _title("The run")
    if stretch.theta is not None:
        lines.append(f"theta = {array(stretch.theta)}" + ("" if begins else "  # put there by hand"))
    if end > stretch.first:
        span = str(end) if stretch.first == 0 else f"{stretch.first}, {end}"
        call = "updated(theta, update)" if "falls" in facts else "updated(theta)"
        lines += [f"for update in range({span}):", f"    theta = {call}", ""]
    return lines


def _new(now: dict[str, str], said: dict[str, str]) -> list[str]:
    fresh = [text for name, text in now.items() if said.get(name) != text]
    said.update(now)
    return fresh


def _closing(updates: int, facts: frozenset[str], numbers: int) -> list[str]:
    lines = [f'print("after {updates} updates")', 'print("theta =", theta.tolist())']
    if numbers <= MOST_PRINTED:
        table = "[policy(theta, s).tolist() for s in range(S)]" if "states" in facts else "policy(theta).tolist()"
        lines.append(f'print("pi =", {table})')
    return lines
