"""The script's functions of the exact side: values, visits, the gradient, and the baselines of least variance."""

from policyscope.runs.scripts.render import Block

EVALUATE = Block(
    "evaluate",
    "truth",
    '''
def evaluate(theta):
    """Exactly at θ: π⟦values?, V⟧⟦visits?, the visits of each state⟧⟦exact?, and by the policy gradient theorem ∇J⟧⟦exact entropy? of rewards and bonus⟧."""
    global Pi⟦values?, V⟧⟦visits?, visits⟧⟦exact?, gradient⟧⟦average?, begin⟧
    Pi = np.array([policy(theta⟦states?, s⟧) for s in range(S)])
    r_pi = total(Pi * r)  #? values
    r_pi = r_pi + np.array([⟦ends?0 if s in ends else ⟧beta * entropy(Pi[s]) for s in range(S)])  #? entropy values
    P_pi = np.zeros((S, S))  # the chain that the policy makes of the problem  #? !one_step
    for a in range(A):  #? !one_step
        P_pi += Pi[:, a, None] * P[:, a]  #? !one_step
    V = np.array([r_pi, np.zeros(S)])  #? one_step !average values
    V = np.zeros((longest + 1, S))  # V_t(s), with as many steps ahead as there are  #? horizon !one_step values
    for t in reversed(range(longest)):  #? horizon !one_step values
        V[t] = r_pi + ⟦discount?gamma * ⟧total(P_pi * V[t + 1])  #? horizon !one_step values
    visits = start  #? one_step !average visits
    w = start[:, None] * r  #? one_step !average exact
    visits, now = np.zeros(S), start  #? horizon !one_step !average visits
    w = np.zeros((S, A))  #? horizon !one_step !average exact
    for t in range(longest):  #? horizon !one_step !average visits
        visits = visits + now  #? horizon !one_step !average visits
        w += now[:, None] * (r + ⟦discount?gamma * ⟧total(P * V[t + 1]))  #? horizon !one_step !average exact
        now = total((⟦discount?gamma * ⟧now[:, None] * P_pi).T)  #? horizon !one_step !average visits
    chain = np.eye(S) - ⟦discount?gamma * ⟧P_pi  #? !horizon !average
    V = np.linalg.solve(chain, r_pi)[None, :]  #? !horizon !average values
    visits = np.linalg.solve(chain.T, start)  #? !horizon !average visits
    w = visits[:, None] * (r + ⟦discount?gamma * ⟧P @ V[0])  #? !horizon !average exact
    balance = np.eye(S) - P_pi.T  # the stationary distribution is what the chain leaves as it is  #? average
    balance[0] = 1  #? average
    visits = begin = np.linalg.solve(balance, np.eye(S)[0])  #? average
    h = np.linalg.solve(np.eye(S) - P_pi + np.outer(np.ones(S), visits), r_pi - visits @ r_pi)  # differential values  #? average exact
    w = visits[:, None] * (r + P @ h)⟦average_value? / (1 - average_discount)⟧  #? average exact
    gradient = np.zeros(D)  #? exact
    for s in range(S):  #? exact
        weight = beta * visits[s]⟦average_value? / (1 - average_discount)⟧  #? entropy exact
        if s not in ends:  #? ends exact
    ⟦ends?    ⟧    add_all_scores(gradient, ⟦temperature?1 / temperature⟧⟦!temperature?1⟧, ⟦states?s, ⟧Pi[s], w[s]⟦entropy? - weight * log(Pi[s])⟧)  #? exact
''',
)

TABLE = Block(
    "score_table",
    "b_optimal|b_optimal_state",
    '''
def score_table():
    """ψ(s, a) = ∇ ln π(a|s)⟦along_step?, as the natural gradient turns it⟧, and π ψ without the log, for every state and action."""  #? without_log
    """ψ(s, a) = ∇ ln π(a|s)⟦along_step?, as the natural gradient turns it⟧, for every state and action."""  #? !without_log
    psi = np.zeros((S, A, D))
    for s in range(S):
        for a in range(A):
            add_score(psi[s, a], ⟦temperature?1 / temperature⟧⟦!temperature?1⟧, ⟦states?s, ⟧a, Pi[s])
            psi[s, a] = natural(psi[s, a])  #? along_step
    return psi * Pi[:, :, None]  #? without_log
    return psi  #? !without_log
''',
)

BEST_BY_STATE = Block(
    "best_baseline",
    "b_optimal_state",
    '''
def best_baseline(theta):
    """The shares k(s, a) ∝ π(a|s) |ψ(s, a)|² in which b*(s) counts the values of the actions."""  #? !no_log|uniform
    """The shares k(s, a) ∝ π(a|s) |π ψ(s, a)|² in which b*(s) counts the values of the actions."""  #? no_log
    """The shares k(s, a) ∝ |π ψ(s, a)|², with actions drawn uniformly, in which b*(s) counts the values of the actions."""  #? uniform
    global k
    psi = score_table()
    largest = abs(psi).max(axis=2)  # divided by it first, no square is too large or too small
    ratio = psi / np.where(largest > 0, largest, 1)[:, :, None]
    long = ⟦!no_log|uniform?np.sqrt(Pi)⟧⟦no_log?np.sqrt(Pi) * Pi⟧⟦uniform?Pi⟧ * largest * np.sqrt(total(ratio * ratio))
    most = long.max(axis=1, keepdims=True)
    k = np.where(most > 0, (long / np.where(most > 0, most, 1)) ** 2, Pi)
    k = k / total(k)[:, None]
''',
)

BEST_OF_ONE_STEP = Block(
    "best_baseline",
    "b_optimal one_step !no_log",
    '''
def best_baseline(theta):
    """b* = E[G |ψ|²] / E[|ψ|²]: the mean of the returns, weighed by squared scores."""
    global best
    often = start[:, None] * Pi⟦uniform? * Pi * A⟧
    square = often * (score_table() ** 2).sum(axis=2)
    bonus = np.array([beta * entropy(pi) for pi in Pi])[:, None]  #? entropy
    best = (square * (r⟦entropy? + bonus⟧)).sum() / square.sum() if square.sum() > 0 else 0.0
''',
)

BEST = Block(
    "best_baseline",
    "b_optimal !one_step !no_log",
    '''
def best_baseline(theta):
    """b* = E[A·B] / E[|B|²], of an episode's Σ_t cᵗ G_t ψ_t = A and Σ_t cᵗ ψ_t = B, by recursions back from the end (Greensmith 2004)."""
    global best
    psi = score_table()
    square = (psi**2).sum(axis=2)
    often = Pi⟦uniform? * Pi * A⟧  #? uniform
    bonus = np.array([beta * entropy(pi) for pi in Pi])[:, None]  #? entropy
    slope = np.array([-beta * log(pi) for pi in Pi])  #? entropy

    def back(V, A_mean, GB, BB, AB⟦total entropy?, UB⟧):
        """One step back: E[A], E[G B], E|B|² and E[A·B]⟦total entropy?, and of the bonus apart⟧, from every state."""
        Q = r⟦entropy? + bonus⟧ + ⟦discount?gamma * ⟧P @ V
        ahead, along = np.einsum("sat,td->sad", P, A_mean), ⟦discount?gamma * ⟧np.einsum("sat,td->sad", P, GB)
        cross = np.einsum("sad,sad->sa", psi, ⟦total?2 * along⟧⟦!total weigh?c * (⟧⟦!total?ahead + along⟧⟦!total weigh?)⟧)
        now = [
            np.einsum("sa,sad->sd", Pi, (⟦!total?Q⟧⟦total !entropy?0 * Q⟧⟦total entropy?slope⟧⟦!total entropy? + slope⟧)[:, :, None] * psi + ⟦weigh?c * ⟧ahead),
            np.einsum("sa,sad->sd", ⟦uniform?often⟧⟦!uniform?Pi⟧, Q[:, :, None] * psi + ⟦weigh !total?c * ⟧along),
            (⟦uniform?often⟧⟦!uniform?Pi⟧ * (square + ⟦weigh !total?c**2 * ⟧P @ BB)).sum(axis=1),
            (⟦uniform?often⟧⟦!uniform?Pi⟧ * (Q * square + cross + ⟦weigh !total?c**2 * ⟧P @ AB)).sum(axis=1),  #? !total
            (Pi * (Q * square + cross + PR @ BB⟦entropy? + bonus * (P @ BB)⟧ + ⟦discount?gamma * ⟧P @ AB)).sum(axis=1),  #? total
            (Pi * ⟦weigh?c * ⟧(np.einsum("sad,sad->sa", psi, ahead) + P @ UB)).sum(axis=1),  #? total entropy
        ]
        for each in now:  #? ends
            each[ends] = 0  #? ends
        return now

    moments = [np.zeros((S, D)), np.zeros((S, D)), np.zeros(S), np.zeros(S)⟦total entropy?, np.zeros(S)⟧]
    for t in reversed(range(longest)):  #? horizon
        moments = back(V[t + 1], *moments)  #? horizon
    P_pi = np.einsum("sa,sat->st", Pi, P)  # without a horizon every moment solves x = source + factor · P_π x  #? !horizon
    factors = [⟦weigh?c⟧⟦!weigh?1⟧, ⟦discount?gamma⟧⟦!discount?1⟧⟦weigh !total? * c⟧, ⟦weigh !total?c**2⟧⟦!weigh|total?1⟧, ⟦total discount?gamma⟧⟦total !discount?1⟧⟦!total weigh?c**2⟧⟦!total !weigh?1⟧⟦total entropy weigh?, c⟧⟦total entropy !weigh?, 1⟧]  #? !horizon
    for i, factor in enumerate(factors):  #? !horizon
        moments[i] = np.linalg.solve(np.eye(S) - factor * P_pi, back(V[0], *moments)[i])  #? !horizon
    among = ⟦average?begin⟧⟦!average?start⟧
    above, below = among @ (moments[3]⟦total entropy? + moments[4]⟧), among @ moments[2]
    best = above / below if below > 0 else 0.0
''',
)

BEST_WITHOUT_LOG = Block(
    "best_baseline",
    "b_optimal no_log",
    '''
def best_baseline(theta):
    """b* = Cov(A, B) / Var(B), of an episode's Σ_t cᵗ G_t π ψ = A and Σ_t cᵗ π ψ = B, by recursions back from the end."""
    global best
    psi = score_table()
    square = (psi**2).sum(axis=2)

    def back(V, A_mean, B_mean, GB, BB, AB):
        """One step back: E[A], E[B], E[G B], E|B|² and E[A·B], from every state."""
        Q = r⟦!one_step? + ⟧⟦discount !one_step?gamma * ⟧⟦!one_step?P @ V⟧
        return [Pi_psi(Q), Pi_psi(1), Pi_psi(Q), (Pi * square).sum(axis=1), (Pi * Q * square).sum(axis=1)]  #? one_step
        ahead, later, along = (np.einsum("sat,td->sad", P, x) for x in (A_mean, B_mean, GB))  #? !one_step
        earned = np.einsum("sat,td->sad", PR, B_mean)  # what the reward earns with the B that follows it  #? !one_step
        both = earned + ⟦discount?gamma * ⟧along  #? !one_step
        now = [  #? !one_step
            Pi_psi(Q) + spread(⟦weigh?c * ⟧ahead),  #? !one_step !total
            Pi_psi(Q) + spread(both),  #? !one_step total
            Pi_psi(1) + spread(⟦weigh !total?c * ⟧later),  #? !one_step
            Pi_psi(Q) + spread(⟦weigh !total?c * ⟧both),  #? !one_step
            (Pi * (square + ⟦weigh !total?c * ⟧2 * inner(later) + ⟦weigh !total?c**2 * ⟧P @ BB)).sum(axis=1),  #? !one_step
            (Pi * (Q * square + ⟦weigh?c * ⟧inner(ahead + both) + ⟦weigh?c**2 * ⟧P @ AB)).sum(axis=1),  #? !one_step !total
            (Pi * (Q * square + 2 * inner(both) + PR @ BB + ⟦discount?gamma * ⟧P @ AB)).sum(axis=1),  #? !one_step total
        ]  #? !one_step
        for each in now:  #? ends !one_step
            each[ends] = 0  #? ends !one_step
        return now  #? !one_step

    def Pi_psi(x):
        return np.einsum("sa,sad->sd", Pi * x, psi)

    def spread(x):  #? !one_step
        return np.einsum("sa,sad->sd", Pi, x)  #? !one_step

    def inner(x):  #? !one_step
        return np.einsum("sad,sad->sa", psi, x)  #? !one_step

    moments = [np.zeros((S, D)), np.zeros((S, D)), np.zeros((S, D)), np.zeros(S), np.zeros(S)]
    for t in reversed(range(longest)):  #? horizon
        moments = back(V[t + 1], *moments)  #? horizon
    P_pi = np.einsum("sa,sat->st", Pi, P)  # without a horizon every moment solves x = source + factor · P_π x  #? !horizon
    c_, gamma_ = ⟦weigh !total?c⟧⟦!weigh|total?1⟧, ⟦discount?gamma⟧⟦!discount?1⟧  #? !horizon
    factors = [⟦total?0⟧⟦!total?c_⟧, c_, gamma_ * c_, c_**2, ⟦total?gamma_⟧⟦!total?c_**2⟧]  #? !horizon
    for i in (⟦total?1, 2, 0, 3, 4⟧⟦!total?0, 1, 2, 3, 4⟧):  #? !horizon
        moments[i] = np.linalg.solve(np.eye(S) - factors[i] * P_pi, back(V[0], *moments)[i])  #? !horizon
    among = ⟦average?begin⟧⟦!average?start⟧
    A_mean, B_mean, _, BB, AB = (among @ each for each in moments)
    below = BB - B_mean @ B_mean
    best = (AB - A_mean @ B_mean) / below if below > 0 else 0.0
''',
)

EXACTLY = (EVALUATE, TABLE, BEST_BY_STATE, BEST_OF_ONE_STEP, BEST, BEST_WITHOUT_LOG)
