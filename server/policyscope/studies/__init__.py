"""Studies: the same experiment over a grid of settings and many seeds, on threads, processes or a cluster.

    base, grid ──► cells ──► chunks of coupled runs ──► any concurrent.futures.Executor
                                                              │ in any order, some twice
    Study ◄── a cell's values in the order of their seeds ◄───┘

A run's numbers depend on its experiment and its seed alone, and a cell is summed up only when all its runs are there, in the order of
their seeds: so neither executor nor chunking nor a worker that died shows in the table.
"""

from policyscope.studies.figure import study_figure
from policyscope.studies.plan import Plan, plan
from policyscope.studies.presets import PRESETS, StudyPreset
from policyscope.studies.study import Progress, study
from policyscope.studies.table import Cell, Study

__all__ = ["PRESETS", "Cell", "Plan", "Progress", "Study", "StudyPreset", "plan", "study", "study_figure"]
