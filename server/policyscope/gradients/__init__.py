"""Gradients of the objective: exact, and as an agent would estimate them.

                           model (the one shape all have), summary
    tabular ─────────┐
    continuous ──────┼──► calls ──► kernels ──► machine_code
    linear_quadratic ┘

No family knows another.
"""

from policyscope.gradients.continuous import ContinuousModel
from policyscope.gradients.kernels.arrays import Settings
from policyscope.gradients.linear_quadratic import LinearModel
from policyscope.gradients.model import Model
from policyscope.gradients.summary import Summary, summarise
from policyscope.gradients.tabular import TabularModel

__all__ = ["ContinuousModel", "LinearModel", "Model", "Settings", "Summary", "TabularModel", "summarise"]
