"""Experiments worth looking at, each with the one thing to look for and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from policyscope.runs.specs import Experiment

ASCENT = "Williams (1992), Simple statistical gradient-following algorithms"
BOOK = "Sutton & Barto (2018), Reinforcement Learning"


@dataclass(frozen=True)
class Preset:
    """An experiment with a name, what to look for, the panels that show it, and its source."""

    name: str
    title: str
    look_for: str
    source: str
    changes: dict[str, Any]
    panels: tuple[str, ...] = ()

    @property
    def experiment(self) -> Experiment:
        """The experiment in full."""
        return Experiment.model_validate(self.changes)


def _testbed(baseline: dict[str, Any]) -> dict[str, Any]:
    return {
        "problem": {"kind": "testbed", "arms": 10},
        "estimator": {"kind": "reinforce", "baseline": baseline},
        "optimizer": {"kind": "ascent", "learning_rate": 0.1},
    }


def _three_arms(seed: int) -> dict[str, Any]:
    return {"optimizer": {"kind": "ascent", "learning_rate": 2.0}, "seed": seed}


CORRIDOR_PHI = [[[1.0, 0.0], [0.0, 1.0]]] * 4

PRESETS = (
    Preset(
        "three_arms", "Three arms",
        "Each update moves θ along one score vector, and only their average points along the true gradient.",
        ASCENT, {},
    ),
    Preset(
        "lucky_seed", "Three arms, a lucky seed",
        "With a large learning rate the first pulls decide; here they favour the best arm.",
        ASCENT, _three_arms(1),
    ),
    Preset(
        "unlucky_seed", "Three arms, an unlucky seed",
        "Another seed commits to the second-best arm, and the pulls that could undo it become too rare to happen.",
        "Chung, Thomas, Machado & Le Roux (2021), Beyond variance reduction", _three_arms(14),
    ),
    Preset(
        "testbed", "Ten arms without a baseline",
        "All rewards lie near +4, so every pulled arm is reinforced: progress is slow and erratic.",
        f"{BOOK}, figure 2.5", _testbed({"kind": "none"}),
    ),
    Preset(
        "testbed_baseline", "Ten arms with a baseline",
        "Subtracting the mean return so far, only better-than-average arms are reinforced.",
        f"{BOOK}, figure 2.5", _testbed({"kind": "running_mean", "include_current": True}),
    ),
    Preset(
        "short_corridor", "Short corridor with switched actions",
        "All three rooms look alike, so the best policy is random: p(right) settles near 0.59, where J = −11.66.",
        f"{BOOK}, example 13.1",
        {
            "problem": {"kind": "short_corridor"},
            "policy": {"kind": "softmax", "features": {"kind": "custom", "phi": CORRIDOR_PHI}},
            "optimizer": {"kind": "ascent", "learning_rate": 2**-12},
            "initial_theta": [1.47, -1.47],
        },
    ),
    Preset(
        "grid", "A 4×4 grid",
        "The arrows sharpen from the goal backwards; a baseline makes them do it sooner.",
        ASCENT,
        {
            "problem": {"kind": "gridworld", "map": ["S...", ".#..", "...C", "...G"], "cliff_reward": -10.0, "horizon": 60},
            "estimator": {"kind": "reinforce", "baseline": {"kind": "learned_value", "step_size": 0.1}, "batch_size": 8},
            "optimizer": {"kind": "ascent", "learning_rate": 0.05},
        },
    ),
    Preset(
        "cliff",
        "Cliff walking",
        "A sampled policy learns to keep away from the edge for as long as it still explores.",
        f"{BOOK}, example 6.6",
        {
            "problem": {"kind": "gridworld", "map": [*["......"] * 3, "SCCCCG"], "horizon": 200},
            "estimator": {"kind": "reinforce", "baseline": {"kind": "learned_value", "step_size": 0.1}, "batch_size": 16},
            "optimizer": {"kind": "ascent", "learning_rate": 0.002},
        },
    ),
    Preset(
        "cliff_trap",
        "A cliff too long",
        "No early episode reaches the goal, so standing still for all 100 steps looks best: a gradient sees only what is sampled.",
        f"{BOOK}, example 6.6",
        {
            "problem": {"kind": "gridworld", "map": [*["............"] * 3, "SCCCCCCCCCCG"], "horizon": 100},
            "estimator": {"kind": "reinforce", "baseline": {"kind": "learned_value", "step_size": 0.1}, "batch_size": 16},
            "optimizer": {"kind": "ascent", "learning_rate": 0.005},
        },
    ),
    Preset(
        "score_polygon", "The score polygon",
        "π-weighted scores close into a polygon; weighted by reward it opens by exactly the gradient, whatever the baseline.",
        "Greensmith, Bartlett & Baxter (2004), Variance reduction techniques for gradient estimates",
        {
            "problem": {"kind": "bandit", "means": [1.0, 2.0, 4.0]},
            "estimator": {"kind": "reinforce", "baseline": {"kind": "constant", "value": 0.0}},
            "initial_theta": [0.0, -0.5108256237659907, -0.916290731874155],
        },
    ),
    Preset(
        "your_map", "Your own map",
        "Edit the map under Problem: S start, G goal, # wall, C cliff; then play.",
        "",
        {
            "problem": {"kind": "gridworld", "map": ["S.#.", "..#G", "....", ".C.."], "cliff_reward": -10.0, "horizon": 60},
            "estimator": {"kind": "reinforce", "baseline": {"kind": "exact_value"}, "batch_size": 4},
            "optimizer": {"kind": "ascent", "learning_rate": 0.1},
        },
    ),
)  # fmt: skip
