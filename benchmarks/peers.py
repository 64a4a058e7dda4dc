"""What others write, on the same arrays: the loops our kernels are measured against."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from policyscope.problems import TabularMDP
from policyscope.runs import Experiment

STEP_SIZE = 1e-4
Advance = Callable[[int], int]


def problem_of(experiment: Experiment) -> TabularMDP:
    """The experiment's arrays."""
    problem = experiment.problem.build()
    assert isinstance(problem, TabularMDP)
    return problem


def numpy_loop(experiment: Experiment) -> Advance:
    """The textbook exercise: `rng.choice` for actions and next states, one array expression a line."""
    problem = problem_of(experiment)
    rng = np.random.default_rng(0)
    theta = np.zeros((problem.states, problem.actions))
    horizon = problem.horizon or 10**9

    def advance(updates: int) -> int:
        total = 0
        for _ in range(updates):
            states, actions, rewards = [], [], []
            s = rng.choice(problem.states, p=problem.start)
            while not problem.terminal[s] and len(states) < horizon:
                pi = np.exp(theta[s] - theta[s].max())
                pi /= pi.sum()
                a = rng.choice(problem.actions, p=pi)
                after = rng.choice(problem.states, p=problem.transition[s, a]) if problem.states > 1 else s
                states.append(s)
                actions.append(a)
                rewards.append(rng.normal(problem.reward[s, a, after], problem.reward_std[s, a, after]))
                s = after
            returns = np.cumsum(rewards[::-1])[::-1]
            gradient = np.zeros_like(theta)
            for s, a, g in zip(states, actions, returns, strict=True):
                pi = np.exp(theta[s] - theta[s].max())
                pi /= pi.sum()
                gradient[s] -= g * pi
                gradient[s, a] += g
            theta[:] += STEP_SIZE * gradient
            total += len(states)
        return total

    return advance


def numpy_gaussian(experiment: Experiment) -> Advance:
    """Sutton & Barto (2018), exercise 13.4, as it is written: θ = (w, log σ), one score vector, reward −(a − 2)²."""
    rng = np.random.default_rng(0)
    x, theta = np.ones(1), np.zeros(2)

    def advance(updates: int) -> int:
        for _ in range(updates):
            mean, sigma = theta[:-1] @ x, np.exp(theta[-1])
            a = rng.normal(mean, sigma)
            r = -((a - 2.0) ** 2)
            score = np.append((a - mean) / sigma**2 * x, (a - mean) ** 2 / sigma**2 - 1)
            theta[:] += STEP_SIZE * r * score
        return updates

    return advance


def numpy_over_runs(experiment: Experiment) -> Advance:
    """What a careful student writes for a study: every array has the runs as its first axis, and only time steps are a Python loop.

    Actions and successors are drawn by comparing one uniform number with cumulated probabilities.
    """
    runs = experiment.runs
    problem = problem_of(experiment)
    rng = np.random.default_rng(0)
    theta = np.zeros((runs, problem.states, problem.actions))
    everyone = np.arange(runs)
    begin, follow = np.cumsum(problem.start), np.cumsum(problem.transition, axis=2)
    horizon = problem.horizon or 10**9

    def pick(cumulated: np.ndarray) -> np.ndarray:
        return np.minimum((rng.random(len(cumulated))[:, None] >= cumulated).sum(axis=1), cumulated.shape[1] - 1)

    def update() -> int:
        states = np.zeros(runs, int) if problem.states == 1 else pick(np.broadcast_to(begin, (runs, problem.states)))
        alive, path = everyone, []
        preferences = np.exp(theta - theta.max(axis=2, keepdims=True))
        pi = preferences / preferences.sum(axis=2, keepdims=True)
        while len(alive) and len(path) < horizon:
            rows = pi[alive, states]
            actions = pick(np.cumsum(rows, axis=1))
            after = np.zeros(len(alive), int) if problem.states == 1 else pick(follow[states, actions])
            rewards = problem.reward[states, actions, after]
            spread = problem.reward_std[states, actions, after]
            if spread.any():
                rewards = rewards + spread * rng.standard_normal(len(alive))
            path.append((alive, states, actions, rows, rewards))
            going = ~problem.terminal[after]
            alive, states = alive[going], after[going]
        returns, gradient = np.zeros(runs), np.zeros_like(theta)
        for alive, states, actions, rows, rewards in reversed(path):
            returns[alive] += rewards
            gradient[alive, states] -= returns[alive, None] * rows
            gradient[alive, states, actions] += returns[alive]
        theta[:] += STEP_SIZE * gradient
        return sum(len(alive) for alive, *_ in path)

    return lambda updates: sum(update() for _ in range(updates))


def pytorch_loop(experiment: Experiment) -> Advance | None:
    """A network of the same size as everybody builds it: `nn.Sequential`, `Categorical`, a loss, `backward`, an SGD step."""
    if importlib.util.find_spec("torch") is None:
        return None
    import torch

    torch.set_num_threads(1)  # of such small layers more threads only make it slower
    problem = problem_of(experiment)
    rng = np.random.default_rng(0)
    sizes = [problem.states, *experiment.policy.hidden, problem.actions]
    layers = [part for rows, columns in pairwise(sizes) for part in (torch.nn.Linear(rows, columns), torch.nn.Tanh())]
    network = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(network.parameters(), lr=STEP_SIZE)
    seen = torch.eye(problem.states)
    horizon = problem.horizon or 10**9

    def update() -> int:
        logs, rewards = [], []
        s = int(rng.choice(problem.states, p=problem.start))
        while not problem.terminal[s] and len(logs) < horizon:
            choice = torch.distributions.Categorical(logits=network(seen[s]))
            action = choice.sample()
            a = int(action)
            after = int(rng.choice(problem.states, p=problem.transition[s, a]))
            logs.append(choice.log_prob(action))
            rewards.append(problem.reward[s, a, after])
            s = after
        returns = torch.tensor(np.cumsum(rewards[::-1])[::-1].copy(), dtype=torch.float32)
        optimizer.zero_grad()
        (-(torch.stack(logs) * returns).sum()).backward()
        optimizer.step()
        return len(logs)

    return lambda updates: sum(update() for _ in range(updates))


LOOPS: dict[str, Callable[[Experiment], Advance | None]] = {
    "NumPy": numpy_loop,
    "NumPy, Gaussian": numpy_gaussian,
    "NumPy over runs": numpy_over_runs,
    "PyTorch": pytorch_loop,
}
"""Every peer by its name in the table."""
