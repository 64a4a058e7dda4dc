"""The hot path: plain scalar loops over arrays, compiled.

policy   preferences → probabilities, scores
chain    P_π, elimination                       policy ← chain ← exact ← natural, optimal ← learn
exact    V, Q, visitation, gradient, landscape
natural  Fisher matrix and its pseudo-inverse
optimal  the constant baseline of least variance
learn    draw a batch, weigh it, ascend
"""
