"""Every kernel compiled, or loaded from its cache, before anyone waits for it."""

from __future__ import annotations

from policyscope.gradients.calls import interpreting
from policyscope.gradients.machine_code import folders
from policyscope.gradients.machine_code.cache import store
from policyscope.runs.questions import EstimatesRequest, LandscapeRequest, estimates, landscape_answer
from policyscope.runs.run import open_run
from policyscope.runs.specs import Experiment
from policyscope.runs.streams import STREAMS

SEVERAL_EPOCHS = {"problem": {"kind": "chain", "horizon": 1}, "estimators": [{"kind": "clipped_surrogate", "epochs": 2}], "samples": 2}
"""What asks for episodes one by one."""
STATE_BASELINE = {"kind": "reinforce", "batch_size": 2, "baseline": {"kind": "optimal_state"}}


def warm_up() -> None:
    """Runs each kernel once, so that all machine code is in its cache; a minute on a machine's very first start, else half a second.

    Raises:
        OSError: the cache could not be written.
    """
    estimator = {"kind": "reinforce", "batch_size": 2, "baseline": {"kind": "optimal_constant"}}
    run = open_run(Experiment.model_validate({"estimator": estimator, "runs": 2}))
    run.sample(STREAMS)
    run.advance(1, STREAMS)
    run.control({"optimizer.preconditioner": "natural"})
    run.advance(1, STREAMS)
    run.control({"optimizer.preconditioner": "none", "estimator.moves": "every_step"})
    run.advance(1, STREAMS)
    gaussian = Experiment.model_validate({"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian"}})
    run = open_run(gaussian)
    run.sample(STREAMS)
    run.advance(1, STREAMS)
    landscape_answer(LandscapeRequest(problem=gaussian.problem, policy=gaussian.policy, x_direction=[1.0], y_direction=[1.0], resolution=2))
    steering = Experiment.model_validate({"problem": {"kind": "linear_quadratic"}, "policy": gaussian.policy, "estimator": STATE_BASELINE})
    run = open_run(steering)
    run.sample(STREAMS)
    run.advance(1, STREAMS)
    landscape_answer(LandscapeRequest(problem=steering.problem, policy=steering.policy, x_direction=[1.0], y_direction=[1.0], resolution=2))
    estimates(EstimatesRequest.model_validate(SEVERAL_EPOCHS))
    estimates(EstimatesRequest(samples=2))
    landscape_answer(LandscapeRequest(x_direction=[1.0, 0.0, 0.0], y_direction=[0.0, 1.0, 0.0], resolution=2))
    if not interpreting():
        store().seal()
        folders.used(store().folder)
