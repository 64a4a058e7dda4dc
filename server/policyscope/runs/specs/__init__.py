"""Experiments as pydantic models: the one schema behind the API, the socket, the URL, the command line and the page."""

from policyscope.runs.specs.base import Spec
from policyscope.runs.specs.continuous import ContinuousBandit, Gaussian
from policyscope.runs.specs.estimators import EstimatorSpec
from policyscope.runs.specs.experiment import Experiment
from policyscope.runs.specs.linear_quadratic import LinearQuadratic
from policyscope.runs.specs.objectives import ObjectiveSpec, StartValue
from policyscope.runs.specs.optimizers import OptimizerSpec
from policyscope.runs.specs.policies import PolicySpec, Softmax
from policyscope.runs.specs.problems import ProblemSpec

__all__ = [
    "ContinuousBandit",
    "EstimatorSpec",
    "Experiment",
    "Gaussian",
    "LinearQuadratic",
    "ObjectiveSpec",
    "OptimizerSpec",
    "PolicySpec",
    "ProblemSpec",
    "Softmax",
    "Spec",
    "StartValue",
]
