"""Arrays as Python writes them, to the last digit, and the parts of a script that hold the problem and the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from policyscope.gradients import Settings, TabularModel

WIDTH = 120
DENSE = 400
"""Features of more numbers than this are written as the entries that are not zero."""


def literal(value: Any, indent: int = 0) -> str:
    """Nested lists of numbers: on one line where that is short, else a row to a line."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    short = repr(value)
    if not isinstance(value, list | tuple) or len(short) + indent <= WIDTH:
        return short
    inner, pad = indent + 4, " " * (indent + 4)
    if any(isinstance(each, list) for each in value):
        body = "".join(f"{pad}{literal(each, inner)},\n" for each in value)
    else:
        body = _filled([repr(each) for each in value], pad)
    return f"[\n{body}{' ' * indent}]"


def _filled(words: Sequence[str], pad: str) -> str:
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) + len(pad) > WIDTH:
            lines.append("")
        lines[-1] += f"{word}, "
    return "".join(f"{pad}{line.rstrip()}\n" for line in lines)


def array(value: Any) -> str:
    """The same as a NumPy array."""
    return f"np.array({literal(value)})"


def problem_lines(model: TabularModel, facts: frozenset[str], longest: int) -> list[str]:
    """Problem and features: what the facts of all stretches call for."""
    lines = [f"S, A, D = {model.problem.states}, {model.problem.actions}, {model.parameters}  # states, actions, parameters"]
    if "states" in facts or "truth" in facts:
        lines.append(f"start = {array(model.dynamics.start)}  # where episodes begin")
    if "ends" in facts:
        lines.append(f"ends = {literal(np.flatnonzero(model.dynamics.terminal))}  # states in which an episode is over")
    if ("draws" in facts or "horizon" in facts) and ("pull" not in facts or "difference" in facts or "no_log" in facts):
        said = "steps of an episode at most" if "horizon" in facts else "an episode that has not ended by then is cut"
        lines.append(f"longest = {longest}  # {said}")
    lines += _outcomes(model, facts)
    if "truth" in facts and "pull" not in facts:
        lines += _tables(model, facts)
    if "truth" in facts and "pull" in facts:
        lines.append("r = means" + ("" if "states" in facts else "[None, :]") + "  # r(s, a)")
    if "one_hot" not in facts:
        lines += _features(model)
    return lines


def _outcomes(model: TabularModel, facts: frozenset[str]) -> list[str]:
    dynamics, states, actions = model.dynamics, model.problem.states, model.problem.actions
    if "branching" in facts:
        noisy = "noisy" in facts
        table = [[_ways(model, s * actions + a, noisy) for a in range(actions)] for s in range(states)]
        said = "chance, next state, mean reward" + (", its spread" if noisy else "")
        return [f"# outcomes[s][a]: all that action a may lead to in state s, as ({said})", f"outcomes = {literal(table)}"]
    after, mean, std = np.tile(np.arange(states)[:, None], (1, actions)), np.zeros((states, actions)), np.zeros((states, actions))
    rows = np.repeat(np.arange(states * actions), np.diff(dynamics.pointer))
    after.flat[rows], mean.flat[rows], std.flat[rows] = dynamics.successor, dynamics.mean, dynamics.std
    if "pull" in facts:
        if "states" not in facts:
            mean, std = mean[0], std[0]
        lines = [f"means = {array(mean)}  # the mean reward of each {'arm' if 'states' not in facts else 'context and action'}"]
        return lines + ([f"spreads = {array(std)}  # its standard deviation"] if "noisy" in facts else [])
    lines = [
        f"next_state = {array(after)}  # [s, a]: where action a leads in state s",
        f"rewards = {array(mean)}  # [s, a]: what it pays" + (", on average" if "noisy" in facts or "bernoulli" in facts else ""),
    ]
    return lines + ([f"spreads = {array(std)}  # and its standard deviation"] if "noisy" in facts else [])


def _ways(model: TabularModel, row: int, noisy: bool) -> list[tuple[float, ...]]:
    dynamics = model.dynamics
    between = slice(dynamics.pointer[row], dynamics.pointer[row + 1])
    parts = [dynamics.probability[between], dynamics.successor[between], dynamics.mean[between]]
    return list(zip(*(part.tolist() for part in [*parts, dynamics.std[between]][: 4 if noisy else 3]), strict=True))


def _tables(model: TabularModel, facts: frozenset[str]) -> list[str]:
    """P and r out of what is there already."""
    both = "total" in facts or "no_log" in facts
    lines = ["P = np.zeros((S, A, S))  # the chance of each next state, but for the ends, whose value is 0"]
    if "branching" in facts:
        lines += ["PR = np.zeros((S, A, S))  # and times the reward on the way there"] if both else []
        lines += [
            "for s in range(S):",
            "    for a in range(A):",
            "        for chance, after, reward, *_ in outcomes[s][a]:",
            "            P[s, a, after] += chance",
        ] + (["            PR[s, a, after] += chance * reward"] if both else [])
    else:
        lines += ["P[np.arange(S)[:, None], np.arange(A), next_state] = 1"]
    if "ends" in facts:
        lines += ["P[ends], P[:, :, ends] = 0, 0"]
        lines += ["PR[ends], PR[:, :, ends] = 0, 0"] if both and "branching" in facts else []
    if "branching" in facts:
        lines += [f"r = {array(model.dynamics.expected)}  # r(s, a), the mean over all that it may lead to"]
    else:
        lines += ["PR = P * rewards[:, :, None]  # and times the reward on the way there"] if both else []
        lines += ["r = rewards  # r(s, a)"]
    return lines


def _features(model: TabularModel) -> list[str]:
    phi, shape = model.phi, (model.problem.states, model.problem.actions, model.parameters)
    if np.prod(shape) <= DENSE:
        dense = np.zeros((shape[0] * shape[1], shape[2]))
        dense[np.repeat(np.arange(len(dense)), np.diff(phi.pointer)), phi.column] = phi.value
        return [f"phi = {array(dense.reshape(shape))}  # features φ(s, a)"]
    rows = np.repeat(np.arange(shape[0] * shape[1]), np.diff(phi.pointer))
    entries = list(zip((rows // shape[1]).tolist(), (rows % shape[1]).tolist(), phi.column.tolist(), phi.value.tolist(), strict=True))
    return [
        "phi = np.zeros((S, A, D))  # features φ(s, a)",
        f"for s, a, d, x in {literal(entries)}:",
        "    phi[s, a, d] = x",
    ]


def settings_lines(settings: Settings, facts: frozenset[str]) -> dict[str, str]:
    """The numbers that one stretch of a run needs, by name: each an assignment with what it means."""
    clip, ppo = "clipped" in facts, "of the clipped surrogate"
    of_batch, drawn = "b_of_batch" in facts, "draws" in facts and "one_episode" not in facts
    learns = "b_learned" in facts or ("b_running" in facts and "b_step" in facts)
    table: tuple[tuple[bool, str, float, str], ...] = (
        ("temperature" in facts, "temperature", settings.temperature, "divides the preferences"),
        ("discount" in facts, "gamma", settings.discount, "γ: what a reward one step later counts"),
        ("weigh" in facts, "c", settings.weighting, "cᵗ weighs step t"),
        ("average_value" in facts, "average_discount", settings.average_discount, "γ of the average value"),
        (
            "segments" in facts,
            "share",
            settings.share,
            "what a segment's contribution counts: episodes never end, and are cut into segments",
        ),
        ("entropy" in facts, "beta", settings.entropy, "β: what every step earns for the policy's entropy"),
        (drawn or of_batch, "N", settings.batch, "episodes of one update"),
        ("b_constant" in facts, "b", settings.baseline_value, "the baseline"),
        ("b_optimal" in facts and "offset" in facts, "offset", settings.baseline_value, "from the best constant baseline"),
        (learns, "value_step", settings.baseline_step, "how far the baseline moves towards each return, as a fraction"),
        ("lambda_return" in facts, "trace", settings.trace, "λ: from the critic alone, 0, to the whole return, 1"),
        ("difference" in facts, "spacing", settings.spacing, "ε: how far θ is moved to each side"),
        (clip, "clip", settings.clip, f"ε {ppo}"),
        (clip, "epochs", settings.epochs, f"ascents {ppo}"),
        (clip, "epoch_step", settings.epoch_rate, "the step size of each"),
        (True, "learning_rate", settings.rate, "α"),
        ("falls" in facts, "decay_after", settings.decay_after, "updates until α has fallen to half, or to 1/√2"),
        ("damped" in facts and "natural" in facts, "damping", settings.damping, "λ of (F + λI)⁻¹"),
        ("momentum" in facts, "mu", settings.momentum, "how much of the last direction is kept"),
        ("adam" in facts, "beta1", settings.momentum, "decay of the mean of estimates"),
        ("adam" in facts, "beta2", settings.second, "decay of the mean of their squares"),
        ("adam" in facts, "epsilon", settings.epsilon, "keeps the division finite"),
    )
    return {name: f"{name} = {value!r}  # {said}" for wanted, name, value, said in table if wanted}


def memory_lines(facts: frozenset[str]) -> dict[str, str]:
    """What one update leaves to the next besides θ, by name."""
    wanted = {
        "running": ("b_running", "running = np.zeros(2)  # the mean of the returns so far, and how many there were"),
        "value": ("b_learned", "value = np.zeros(S)  # V̂, what a state is thought to be worth"),
        "m": ("momentum|adam", "m = np.zeros(D)  # the mean of past directions"),
        "v": ("adam", "v = np.zeros(D)  # and of their squares"),
        "adam_updates": ("adam", "adam_updates = np.zeros(1)  # how many Adam has made"),
    }
    return {name: line for name, (flags, line) in wanted.items() if any(flag in facts for flag in flags.split("|"))}
