"""Experiments as pydantic models: the one schema behind the API, the socket, the URL, the command line and the page."""

from policyscope.runs.specs.base import Spec
from policyscope.runs.specs.experiment import Experiment
from policyscope.runs.specs.learning import EstimatorSpec, ObjectiveSpec, StartValue
from policyscope.runs.specs.policies import PolicySpec, Softmax
from policyscope.runs.specs.problems import ProblemSpec

__all__ = ["EstimatorSpec", "Experiment", "ObjectiveSpec", "PolicySpec", "ProblemSpec", "Softmax", "Spec", "StartValue"]
