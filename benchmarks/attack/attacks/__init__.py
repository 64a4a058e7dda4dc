"""Every attack by its name. Each is a function of one attacker that goes on until it is stopped."""

from benchmarks.attack.attacks import holding, leavings, messages, values, wire, work
from benchmarks.attack.attacks.attack import Attack

ATTACKS: dict[str, Attack] = {each.name: each for module in (work, messages, wire, holding, values, leavings) for each in module.ALL}
"""In the order in which they are carried out."""
