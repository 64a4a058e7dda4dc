"""Mei, Xiao, Szepesvári & Schuurmans (2020): how fast the exact softmax gradient converges, and where it waits."""

from __future__ import annotations

import numpy as np

from benchmarks.reproduction import independent
from benchmarks.reproduction.claims import Outcome, Result, Size, above, below, exactly, near
from benchmarks.reproduction.figure import Figure, Line
from benchmarks.reproduction.presets import LOOK, moments, run_of, values_over

RATE, ARMS = 0.4, 3
LIMIT = (ARMS - 1) / (ARMS * RATE)
GAPS = (2.0, 3.0, 4.0, 5.0, 6.0, 7.0)
REWARDS = np.array([1.0, 0.7, 0.0])


def rate(size: Size) -> Outcome:
    """What is lost, J* − J, over a million updates from the uniform policy, and from a bad corner."""
    times = moments(size.of(1_000_000, 1000))
    centre = 1 - values_over(run_of("plateau", initial_theta=[0.0] * ARMS), times)
    corner = 1 - values_over(run_of("plateau"), times)
    late = times >= times[-1] / 100
    slope = float(np.polyfit(np.log(times[late]), np.log(centre[late]), 1)[0])
    steps = size.of(10_000, 100)
    ours = values_over(run_of("plateau"), np.arange(1.0, steps + 1))
    theirs = independent.exact_ascent(REWARDS, np.array([0.0, 5.0, 0.0]), RATE, steps)[1:]
    claims = [
        near("exponent of t in J* − J, from the uniform policy, over the last two decades", -1.0, slope, 0.01, shown="−1: O(1/t)"),
        near("t (J* − J) at the end", LIMIT, float(times[-1] * centre[-1]), 0.01, shown="a constant; here (K − 1)/(K η) = 1.667"),
        near("the same from the bad corner", LIMIT, float(times[-1] * corner[-1]), 0.01, shown="the same constant, later"),
        exactly("J after every update against plain NumPy", "θ ← θ + η ∇J", float(np.abs(ours / theirs - 1).max())),
    ]
    lines = [
        Line("from the uniform policy", times, centre),
        Line("from θ₀ = (0, 5, 0)", times, corner),
        Line("5/(3t)", times, LIMIT / times),
    ]
    return Outcome(claims, Figure("update t", "J* − J", lines, x_log=True, y_log=True, y_range=(1e-6, 2.0)))


def plateau(size: Size) -> Outcome:
    """Updates until the best arm has half the probability, by how far θ₀ leans to a wrong arm; plain and natural."""
    gaps = GAPS[: size.of(len(GAPS))]
    plain = np.array([_wait(gap, "none") for gap in gaps], dtype=float)
    natural = np.array([_wait(gap, "natural") for gap in gaps], dtype=float)
    stuck = run_of("plateau")
    start = stuck.advance(0, LOOK)["exact"]["value"]
    gained = stuck.advance(500, LOOK)["exact"]["value"] - start
    span = f"from a lean of {gaps[0]:g} to one of {gaps[-1]:g}"
    claims = [
        below("J gained in 500 updates from θ₀ = (0, 5, 0), of 0.3 to gain", "almost nothing", float(gained), 0.01, 4),
        above("least factor by which one more unit of lean lengthens the wait", "> 1: worse near the corner",
              float((plain[1:] / plain[:-1]).min()), 2.0, 2),
        below(f"factor by which the natural gradient's wait grows, {span}", "it does not wait", float(natural[-1] / natural[0]), 5.0, 2),
    ]  # fmt: skip
    lines = [Line("plain gradient", gaps, plain), Line("natural gradient", gaps, natural)]
    return Outcome(claims, Figure("lean of θ₀ to the second-best arm", "updates until π(best arm) = ½", lines, y_log=True))


def _wait(gap: float, preconditioner: str) -> int:
    run = run_of("plateau", initial_theta=[0.0, gap, 0.0], optimizer__preconditioner=preconditioner)
    while run.advance(1, LOOK)["probabilities"][0, 0] < 0.5:
        pass
    return int(run.update)


PAPER = "Mei, Xiao, Szepesvári & Schuurmans (2020)"
TITLE = f"{PAPER}, On the global convergence rates of softmax policy gradient methods"
RESULTS = (
    Result(
        "softmax_rate", "What the exact softmax gradient loses falls like 1/t", f"{TITLE}, theorem 2", PAPER,
        "Exact gradient on three arms with rewards 1, 0.7 and 0, η = 2/5, a million updates.",
        rate,
        "The theorem bounds t (J* − J) by a constant. Which one it tends to is worked out here: near the corner each of the K − 1 other "
        "arms loses u_a = Δ_a π_a with u_a′ = −η u_a (u_a + Σ u), so all losses become 1/(K η t).",
    ),
    Result(
        "softmax_plateau", "Plateaus near bad corners", f"{TITLE}, figure 1", PAPER,
        "Exact gradient on the same arms from θ₀ = (0, lean, 0), η = 2/5, plain and natural.",
        plateau,
        "The figure draws a path that is held up near a wrong corner; how the wait grows with the nearness is measured here.",
        "in order",
    ),
)  # fmt: skip
