"""Where a name that we do not use belongs: other courses' words, fields of other parts, and slips of the pen."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from pydantic import BaseModel

from policyscope.runs.specs.base import models_in

OURS: dict[str, tuple[str, ...]] = {
    "transition": ("p", "t", "transitions", "transition_matrix", "transition_probabilities", "dynamics"),
    "reward": ("r", "rewards", "reward_matrix", "reward_function"),
    "means": ("rewards", "r", "q", "q_star", "mu", "true_values", "probs", "probabilities", "arm_means"),
    "reward_std": ("sigma", "std", "noise", "reward_noise", "variance", "scale"),
    "arms": ("k", "n_arms", "num_arms", "n_actions"),
    "map": ("layout", "grid", "board", "maze", "world", "rows", "desc"),
    "desc": ("map", "layout", "grid", "board"),
    "slip": ("slip_prob", "slip_probability", "noise", "slippery", "is_slippery"),
    "is_slippery": ("slip", "slippery"),
    "step_reward": ("living_reward", "step_cost", "step_penalty", "move_reward"),
    "goal_reward": ("goal", "terminal_reward", "win_reward"),
    "cliff_reward": ("cliff", "hole_reward", "trap_reward"),
    "start": ("start_state", "initial_state", "initial_distribution", "start_distribution", "p0", "mu", "mu0", "d0", "rho", "isd",
              "initial_state_distrib"),
    "terminal": ("done", "dones", "terminals", "terminal_states", "absorbing", "absorbing_states", "is_terminal"),
    "horizon": ("t", "h", "max_steps", "max_episode_steps", "max_episode_length", "episode_length", "time_limit", "steps"),
    "length": ("n", "n_states", "size", "num_states"),
    "id": ("env", "env_id", "env_name", "environment", "name"),
    "value": ("b", "baseline", "constant"),
    "final": ("q_t", "qt", "q_f", "terminal_cost", "final_cost"),
    "discount": ("gamma", "discount_factor", "discounting"),
    "learning_rate": ("alpha", "lr", "eta", "step_size", "stepsize"),
    "batch_size": ("batch", "n_episodes", "num_episodes", "episodes"),
    "lambda_": ("lambda", "lam", "gae_lambda", "trace"),
    "entropy_bonus": ("entropy", "entropy_coef", "ent_coef", "beta", "entropy_weight"),
    "temperature": ("tau", "temp"),
    "hidden": ("hidden_sizes", "hidden_units", "hidden_layers", "layers", "units"),
    "phi": ("features", "feature_matrix", "x"),
    "initial_theta": ("theta", "theta0", "theta_0", "init", "initial_parameters", "weights"),
    "theta": ("initial_theta", "parameters", "params", "weights"),
    "seed": ("random_seed", "rng", "random_state"),
    "runs": ("n_runs", "num_runs", "repeats", "replications"),
    "momentum": ("mu", "nesterov"),
    "epsilon": ("eps",),
    "problem": ("environment", "env", "mdp"),
    "policy": ("agent", "actor", "parameterization"),
    "estimator": ("algorithm", "method", "gradient"),
}  # fmt: skip
"""What others call by other names: our name, and theirs in lower case."""


class Known(NamedTuple):
    """A field: its path from the root, and the kind of the part that has it (empty where every kind has)."""

    path: str
    kind: str


def hint(name: str, path: str, owner: type[BaseModel], root: type[BaseModel]) -> str:
    """What to do about a name that its place does not know.

    Args:
        name: as it was written.
        path: where, dotted.
        owner: the model that has no such field.
        root: the model of the whole.
    """
    here = [field for field in owner.model_fields if field != "kind"]
    names = [ours for ours, theirs in OURS.items() if name.lower() in theirs]
    for ours in [*names, *get_close_matches(name, here, 1)]:
        if ours in here:
            return f"Here it is called `{ours}`."
    places = index(root)
    parent = path.rpartition(".")[0]
    for ours in [name, *names]:
        if ours in places:
            return _elsewhere(ours, places[ours], parent)
    if name == "experiment":
        return f"Give what is inside it, that is {', '.join(f'`{field}`' for field in here)}."
    return f"There is {', '.join(f'`{field}`' for field in here)}." if here else "Leave it out: there are no fields here."


def _elsewhere(name: str, places: list[Known], parent: str) -> str:
    sister = [place for place in places if place.path == f"{parent}.{name}".lstrip(".") and place.kind]
    if sister:
        return f"It belongs to the kind{'s' if len(sister) > 1 else ''} {', '.join(place.kind for place in sister)}."
    return f"It belongs at `{places[0].path}`."


@cache
def index(root: type[BaseModel]) -> dict[str, list[Known]]:
    """Every field below a model by its name."""
    found: dict[str, list[Known]] = {}
    for name, known in _walk(root, "", ""):
        if known not in found.setdefault(name, []):
            found[name].append(known)
    return found


def _walk(model: type[BaseModel], prefix: str, kind: str) -> Iterator[tuple[str, Known]]:
    for name, field in model.model_fields.items():
        if name == "kind":
            continue
        yield name, Known(prefix + name, kind)
        parts = models_in(field.annotation)
        for part in parts:
            one = part.model_fields["kind"].default if len(parts) > 1 else ""
            yield from _walk(part, f"{prefix}{name}.", one)
