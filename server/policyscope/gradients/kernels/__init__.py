"""The hot path: plain scalar loops over arrays, compiled.

policy      preferences → probabilities, scores, entropy
chain       P_π, elimination                        policy ← chain ← exact ← natural ← optimal
exact       V, Q, visitation, gradient, landscape
jacobi      eigenvalues and eigenvectors
natural     Fisher matrix and its pseudo-inverse    policy ← episodes, weigh, difference, sweep, ascend ← learn
optimal     the constant baseline of least variance, and optimal_state that of each state
episodes    draws a batch
baselines   what needs no mathematics of its own in either family, and how it is learned
weigh       returns, baselines, weights
difference  finite differences with common random numbers
sweep       θ moves after every step of a finished episode
ascend      schedules, momentum, Adam
pulls       updates of a bandit, which are pulls: what learn does there, twice as fast
learn       all of it, many updates a call

and for a scalar action, one step long:

continuum       the arrays of continuous bandits
curve           rewards, slopes, what a Gaussian sees of them       continuum ← curve ← gaussian ← gaussian_learn
gaussian        J, its gradient, natural direction, b*, landscape
gaussian_learn  draws, weighs, contributes, ascends

and for a scalar state and action, H steps long:

linear          the arrays of linear-quadratic problems
linear_exact    J, its gradient, values, natural direction, b*(s), landscape      linear ← linear_exact ← linear_learn
linear_learn    draws, weighs, contributes, ascends
"""
