from policyscope.errors import InvalidInput as InvalidInput
from policyscope.library import Experiment as Experiment
from policyscope.library import Record as Record
from policyscope.library import advance as advance
from policyscope.library import estimates as estimates
from policyscope.library import exact as exact
from policyscope.library import experiment as experiment
from policyscope.library import figure as figure
from policyscope.library import landscape as landscape
from policyscope.library import load as load
from policyscope.library import presets as presets
from policyscope.library import run as run
from policyscope.library import script as script
from policyscope.notebook import Shown as Shown
from policyscope.notebook import show as show
from policyscope.studies import Study as Study
from policyscope.studies import study as study
from policyscope.studies import study_figure as study_figure

__version__: str
