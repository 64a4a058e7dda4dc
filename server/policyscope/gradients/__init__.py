"""Gradients of the objective: exact, and as an agent would estimate them.

                     model (the one shape both have), summary
    tabular ──┐
              ├──► calls ──► kernels ──► machine_code
    continuous┘

Neither family knows the other.
"""

from policyscope.gradients.continuous import ContinuousModel
from policyscope.gradients.kernels.arrays import Settings
from policyscope.gradients.model import Model
from policyscope.gradients.summary import Summary, summarise
from policyscope.gradients.tabular import TabularModel

__all__ = ["ContinuousModel", "Model", "Settings", "Summary", "TabularModel", "summarise"]
