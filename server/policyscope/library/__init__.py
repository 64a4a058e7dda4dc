"""What `import policyscope as ps` offers: an experiment, its run as arrays, the exact answers beside it, and figures.

    experiment ──► run ──► Record ──► advance      from any moment of it
        │                    └──────► figure       as the page draws it
        ├──► script                                the run as NumPy alone, to take away
        └──► exact, estimates, landscape           at any θ, without a run

The numbers are those of the page, the command line and the HTTP interface, to the last bit.
"""

from policyscope.library.answers import estimates, exact, landscape
from policyscope.library.experiments import experiment, presets
from policyscope.library.figures import figure
from policyscope.library.record import Record, load
from policyscope.library.running import advance, run
from policyscope.library.scripts import script
from policyscope.runs import Experiment

__all__ = ["Experiment", "Record", "advance", "estimates", "exact", "experiment", "figure", "landscape", "load", "presets", "run", "script"]
