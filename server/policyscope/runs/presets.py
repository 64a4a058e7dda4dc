"""Experiments worth a look, each with the one thing to look for and its source."""

from __future__ import annotations

from typing import Any

from policyscope.runs.pairs import pairs
from policyscope.runs.preset import Preset
from policyscope.runs.specs.entry import BOOK

ASCENT = "Williams (1992), Simple statistical gradient-following algorithms"


def _testbed(baseline: dict[str, Any]) -> dict[str, Any]:
    return {
        "problem": {"kind": "testbed", "arms": 10},
        "estimator": {"kind": "reinforce", "baseline": baseline},
        "optimizer": {"kind": "ascent", "learning_rate": 0.1},
    }


def _three_arms(seed: int) -> dict[str, Any]:
    return {"optimizer": {"kind": "ascent", "learning_rate": 2.0}, "seed": seed}


KAKADE = "Kakade (2001), A natural policy gradient"
CHUNG = "Chung, Thomas, Machado & Le Roux (2021), Beyond variance reduction"


def _committal(offset: float) -> dict[str, Any]:
    return {
        "estimator": {"kind": "reinforce", "baseline": {"kind": "optimal_constant", "offset": offset}},
        "optimizer": {"kind": "ascent", "learning_rate": 0.025, "preconditioner": "natural"},
        "initial_theta": [0.0, 3.0, 5.0],
        "runs": 200,
    }


def _two_states(preconditioner: str) -> dict[str, Any]:
    return {
        "problem": {"kind": "two_state", "horizon": 20},
        "objective": {"kind": "average_reward"},
        "estimator": {"kind": "exact"},
        "optimizer": {"kind": "ascent", "learning_rate": 0.1, "preconditioner": preconditioner},
        "initial_theta": [3.0, 0.0, 0.0, 3.0],
    }


GYMNASIUM = "Towers et al. (2024), Gymnasium: a standard interface for reinforcement learning environments"


def _learned(step_size: float) -> dict[str, Any]:
    return {"kind": "reinforce", "baseline": {"kind": "learned_value", "step_size": step_size}, "batch_size": 16}


MOHAMED = "Mohamed, Rosca, Figurnov & Mnih (2020), Monte Carlo gradient estimation in machine learning"


def _gaussian(reward: dict[str, Any], policy: dict[str, Any], estimator: dict[str, Any], rate: float, theta: list[float]) -> dict[str, Any]:
    return {
        "problem": {"kind": "continuous_bandit", "reward": reward},
        "policy": {"kind": "gaussian", **policy},
        "estimator": estimator,
        "optimizer": {"kind": "ascent", "learning_rate": rate},
        "initial_theta": theta,
    }


ENSEMBLE_PANELS = ("simplex", "curve", "probabilities", "landscape", "cloud", "polygon")
GOLDEN_RATIO = 1.618033988749895
"""With all coefficients 1, what steering for ever would still cost, per S²: one gain is then the best at every step."""

GAUSSIAN_PANELS = ("gaussian", "landscape", "cloud", "curve")
CORRIDOR_PHI = [[[1.0, 0.0], [0.0, 1.0]]] * 4

SINGLE = (
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
        CHUNG, _three_arms(14),
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
        "network", "A network on the 4×4 grid",
        "Eight tanh units see row and column alone: each update turns arrows all over the board, even where no episode went.",
        "Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors",
        {
            "problem": {"kind": "gridworld", "map": ["S...", ".#..", "...C", "...G"], "cliff_reward": -10.0, "horizon": 60},
            "policy": {"kind": "mlp", "inputs": {"kind": "coordinates"}, "hidden": [8]},
            "estimator": {"kind": "reinforce", "baseline": {"kind": "learned_value", "step_size": 0.1}, "batch_size": 8},
            "optimizer": {"kind": "ascent", "learning_rate": 0.003},
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
        "frozen_lake", "Frozen lake, slippery",
        "Two moves out of three go astray: the arrows learn to point away from the holes rather than at the goal, and J climbs to 0.7.",
        f"{GYMNASIUM}, FrozenLake-v1",
        {
            "problem": {"kind": "gymnasium", "id": "FrozenLake-v1"},
            "estimator": _learned(0.05),
            "optimizer": {"kind": "ascent", "learning_rate": 3.0},
        },
    ),
    Preset(
        "cliff_walking", "A long cliff, with Adam",
        "Plain ascent ends up standing still before this cliff; steps of equal size, as Adam takes them, find the way past it.",
        f"{GYMNASIUM}, CliffWalking-v1; {BOOK}, example 6.6",
        {
            "problem": {"kind": "gymnasium", "id": "CliffWalking-v1", "horizon": 200},
            "estimator": _learned(0.1),
            "optimizer": {"kind": "adam", "learning_rate": 0.05},
        },
    ),
    Preset(
        "taxi", "Taxi",
        "500 states and 3000 parameters: J rises from −771 to about 0 in two thousand updates; no cab can do better than 7.93.",
        f"Dietterich (2000), Hierarchical reinforcement learning with the MAXQ value function decomposition; {GYMNASIUM}, Taxi-v4",
        {
            "problem": {"kind": "gymnasium", "id": "Taxi-v4"},
            "estimator": _learned(0.1),
            "optimizer": {"kind": "adam", "learning_rate": 0.05},
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
        "delete_the_log", "Without the log",
        "With the log the gradient raises the better, rarer arm; without it the frequent arm counts twice, and wins.",
        "Williams (1992), Simple statistical gradient-following algorithms",
        {
            "problem": {"kind": "bandit", "means": [1.0, 2.0]},
            "estimator": {"kind": "no_log"},
            "optimizer": {"kind": "ascent", "learning_rate": 0.2},
            "initial_theta": [2.1972245773362196, 0.0],
        },
        ("log", "probabilities", "cloud", "numbers"),
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
    Preset(
        "corridor_baseline", "Short corridor with a learned baseline",
        "With one learned number as baseline α may be eight times larger: 100 episodes do what took a thousand.",
        f"{BOOK}, figure 13.2",
        {
            "problem": {"kind": "short_corridor"},
            "policy": {"kind": "softmax", "features": {"kind": "custom", "phi": CORRIDOR_PHI}},
            "estimator": {"kind": "reinforce", "baseline": {"kind": "learned_value", "step_size": 2**-6, "shared": True}},
            "optimizer": {"kind": "ascent", "learning_rate": 2**-9},
            "initial_theta": [1.47, -1.47],
        },
    ),
    Preset(
        "committal", "A baseline that commits",
        "b* − 1 has the variance of b* + 1, but below b* most pulls reinforce themselves: half of all seeds end on the wrong arm.",
        CHUNG, _committal(-1.0), ENSEMBLE_PANELS,
    ),
    Preset(
        "non_committal", "A baseline that keeps looking",
        "Above b* pulls discourage themselves until every arm is known: nearly every seed ends on the best arm.",
        CHUNG, _committal(0.5), ENSEMBLE_PANELS,
    ),
    Preset(
        "plateau", "A plateau near a bad corner",
        "Even the exact gradient waits here for hundreds of updates; then the loss falls like 1/t, a line on log–log axes.",
        "Mei, Xiao, Szepesvári & Schuurmans (2020), On the global convergence rates of softmax policy gradient methods",
        {
            "estimator": {"kind": "exact"},
            "optimizer": {"kind": "ascent", "learning_rate": 0.4},
            "initial_theta": [0.0, 5.0, 0.0],
        },
        ("landscape", "simplex", "curve", "probabilities"),
    ),
    Preset(
        "three_objectives", "Three objectives at one θ",
        "Start value, average value and average reward each have a gradient; leave γᵗ out and walk the loop: what is left is not one.",
        "Nota & Thomas (2020), Is the policy gradient a gradient?",
        {
            "problem": {"kind": "two_state", "horizon": 20},
            "objective": {"kind": "start_value", "discount": 0.9},
            "estimator": {"kind": "reinforce", "baseline": {"kind": "exact_value"}, "discount_weighting": False, "batch_size": 4},
            "optimizer": {"kind": "ascent", "learning_rate": 0.02},
        },
        ("objectives", "landscape", "probabilities", "curve"),
    ),
    Preset(
        "clipped_epochs", "Ten epochs on four pulls",
        "Each batch is climbed ten times over. Clipped at ε = 0.2 one run in seven ends on the second arm; with ε = 100 two in five do.",
        "Schulman, Wolski, Dhariwal, Radford & Klimov (2017), Proximal policy optimization algorithms",
        {
            "estimator": {
                "kind": "clipped_surrogate", "batch_size": 4, "epochs": 10, "epoch_step_size": 1.0, "baseline": {"kind": "none"},
            },
            "optimizer": {"kind": "ascent", "learning_rate": 10.0},
            "runs": 100,
        },
        ("simplex", "curve", "cloud"),
    ),
    Preset(
        "two_states", "Two states, the plain gradient",
        "Staying in the first state pays 1, in the second 2: the average reward stays near 1, because the second is hardly ever seen.",
        KAKADE, _two_states("none"),
    ),
    Preset(
        "two_states_natural", "Two states, the natural gradient",
        "The Fisher matrix takes the rare state's weight out of the step: the same plateau is crossed in a few dozen updates.",
        KAKADE, _two_states("natural"),
    ),
    Preset(
        "gaussian", "A Gaussian finds the top",
        "The mean climbs to 2 while σ narrows: actions within one σ of the mean that pay well narrow it, those beyond widen it.",
        f"{BOOK}, §13.7",
        _gaussian(
            {"kind": "quadratic", "target": 2.0}, {"sigma": 1.0, "learn_sigma": True},
            {"kind": "reinforce", "baseline": {"kind": "exact_value"}, "batch_size": 10, "entropy_bonus": 0.1}, 0.02, [-1.0, 0.0],
        ),
        GAUSSIAN_PANELS,
    ),
    Preset(
        "two_hills", "Two hills and one width",
        "J is the reward curve blurred by σ: with σ = 1.5 the broad hill wins; set σ to 0.4, reset, and the high one does.",
        f"{BOOK}, §13.7",
        _gaussian(
            {"kind": "hills"}, {"sigma": 1.5},
            {"kind": "reinforce", "baseline": {"kind": "exact_value"}, "batch_size": 20}, 0.3, [1.0],
        ),
        ("gaussian", "curve"),
    ),
    Preset(
        "stair", "A stair has no slope",
        "The pathwise estimate is 0 on both sides of the jump, so θ stands still; choose REINFORCE and it climbs.",
        MOHAMED,
        _gaussian(
            {"kind": "stair", "threshold": 1.0}, {"sigma": 1.0}, {"kind": "pathwise", "batch_size": 10}, 0.2, [0.0],
        ),
        ("gaussian", "curve"),
    ),
    Preset(
        "three_estimators", "Three estimators of one gradient",
        "Score function, pathwise and measure-valued agree on average; “Compare” in the cloud shows how they vary.",
        MOHAMED,
        _gaussian(
            {"kind": "quadratic", "target": -1.0}, {"sigma": 1.0, "learn_sigma": True}, {"kind": "reinforce"}, 0.001, [1.0, 0.0],
        ),
        ("gaussian", "cloud", "landscape", "curve"),
    ),
    Preset(
        "linear_mean", "A mean that is a line",
        "One weight serves all three contexts: what is learned at x = 2 turns the mean at −1 too. w climbs from 0.5 to 1.5.",
        f"{BOOK}, §13.7",
        {
            "problem": {
                "kind": "continuous_bandit", "reward": {"kind": "linear", "weights": [1.5]}, "contexts": [[2.0], [1.0], [-1.0]],
            },
            "policy": {"kind": "gaussian", "sigma": 1.0},
            "estimator": {"kind": "reinforce", "baseline": {"kind": "exact_value"}, "batch_size": 10},
            "optimizer": {"kind": "ascent", "learning_rate": 0.02},
            "initial_theta": [0.5],
        },
        ("gaussian", "curve"),
    ),
    Preset(
        "steering", "Steering: the linear-quadratic regulator",
        "The gain w falls from 0 to Riccati's −0.618, the best there is; then σ narrows: exploring only costs.",
        "Anderson & Moore (1990), Optimal control: linear quadratic methods; Fazel, Ge, Kakade & Mesbahi (2018), Global convergence of "
        "policy gradient methods for the linear quadratic regulator",
        {
            "problem": {"kind": "linear_quadratic", "final": GOLDEN_RATIO, "start_std": 0.5},
            "policy": {"kind": "gaussian", "sigma": 0.5, "learn_sigma": True},
            "estimator": {"kind": "reinforce", "baseline": {"kind": "exact_value"}, "batch_size": 10},
            "optimizer": {"kind": "ascent", "learning_rate": 0.002},
        },
        ("steering", "gaussian", "landscape", "curve"),
    ),
)  # fmt: skip

PRESETS = (*SINGLE, *pairs({preset.name: preset for preset in SINGLE}))
