"""A run as a script that needs Python and NumPy alone, and gives the same numbers.

    experiment, updates, changes on the way ──► plan: stretches under the same settings
                                                 │ facts: which lines of the textbook they need
    sampling, exactly, weighing, updating ──────►│ render, literals
                                                 ▼
                                               write    a later stretch says only what is new in it

Every sum is added in the kernels' order, so that a run that blows rounding up stays the run that was seen. Where the lab eliminates
(problems without a horizon, averages over all time) the script calls NumPy's solver, and agrees to rounding.
"""

from policyscope.runs.scripts.plan import Change
from policyscope.runs.scripts.request import ScriptRequest, script_answer
from policyscope.runs.scripts.write import script

__all__ = ["Change", "ScriptRequest", "script", "script_answer"]
