"""The script's functions that make an estimate of what was drawn: returns, baseline, weights, contribution, estimate."""

from policyscope.runs.scripts.render import Block

BONUS = "⟦entropy? + beta * entropy(pi)⟧"
STEP = "⟦states?state, ⟧action, reward, pi"

RETURNS = (
    Block(
        "returns",
        "weighs one_step",
        f'''
def returns(steps):
    """G of every step: there is one, and its reward⟦entropy?, with the bonus for entropy,⟧ is all that it returns."""
    return [reward{BONUS} for {STEP} in steps]
''',
    ),
    Block(
        "returns",
        "weighs !one_step !lambda_return !uniform",
        f'''
def returns(steps):
    """G_t = R_{{t+1}} + ⟦discount?γ ⟧G_{{t+1}} of every step, from the last one backwards."""  #? !total
    """The return of the whole episode, at every step."""  #? total
    G, later = [], 0.0
    for {STEP} in reversed(steps):
        later = reward{BONUS} + ⟦discount?gamma * ⟧later
        G.insert(0, later)  #? !total
    return G  #? !total
    return [later] * len(steps)  #? total
''',
    ),
    Block(
        "returns",
        "weighs !one_step lambda_return",
        f'''
def returns(steps):
    """G_t = R_{{t+1}} + ⟦discount?γ ⟧((1 − λ) V̂(S_{{t+1}}) + λ G_{{t+1}}): less V̂(S_t) it is the generalised advantage."""
    G, later, beyond = [], 0.0, 0.0
    for t, ({STEP}) in reversed(list(enumerate(steps))):
        later = reward{BONUS} + ⟦discount?gamma * ⟧((1 - trace) * beyond + trace * later)
        beyond = baseline(⟦b_time?t, ⟧⟦b_state?state⟧)
        G.insert(0, later)
    return G
''',
    ),
    Block(
        "returns",
        "weighs !one_step uniform",
        f'''
def returns(steps):
    """G_t = R_{{t+1}} + ⟦discount?γ ⟧ρ_{{t+1}} G_{{t+1}}: every reward weighed by the odds ρ = π/(1/A) of the actions that lead to it."""
    G, later, odds = [], 0.0, 1.0
    for {STEP} in reversed(steps):
        later = reward{BONUS} + ⟦discount?gamma * ⟧odds * later
        odds = pi[action] * A
        G.insert(0, later)
    return G
''',
    ),
)

BASELINES = (
    Block(
        "baseline",
        "weighs b_constant",
        '''
def baseline():
    """A constant."""
    return b
''',
    ),
    Block(
        "baseline",
        "weighs b_running",
        '''
def baseline():
    """The mean of the returns so far."""
    return running[0]
''',
    ),
    Block(
        "baseline",
        "weighs b_batch",
        '''
def baseline(total, own):
    """The batch's mean return at this step; an episode that has ended counts as 0."""
    return total / N
''',
    ),
    Block(
        "baseline",
        "weighs b_others",
        '''
def baseline(total, own):
    """The mean return at this step of the batch's other episodes."""
    return (total - own) / (N - 1)
''',
    ),
    Block(
        "baseline",
        "weighs b_learned",
        '''
def baseline(⟦b_state?state⟧):
    """V̂⟦b_state?(s)⟧, learned from earlier episodes."""
    return value[⟦b_state?state⟧⟦!b_state?0⟧]
''',
    ),
    Block(
        "baseline",
        "weighs b_exact",
        '''
def baseline(⟦b_time?t, ⟧⟦b_state?state⟧):
    """V⟦b_time?_t⟧⟦b_state?(s)⟧, exactly."""
    return V[⟦b_time?t⟧⟦!b_time?0⟧, ⟦b_state?state⟧⟦!b_state?0⟧]
''',
    ),
    Block(
        "baseline",
        "weighs b_optimal",
        '''
def baseline():
    """b*, the constant with the least variance⟦offset?, and an offset from it⟧."""
    return best⟦offset? + offset⟧
''',
    ),
    Block(
        "baseline",
        "weighs b_optimal_state",
        '''
def baseline(⟦b_time?t, ⟧⟦b_state?state⟧):
    """b*(s) = Σ_a k(s, a) Q(s, a), the number for this state with the least variance⟦entropy?; and what the bonus adds⟧."""
    Q = r[⟦b_state?state⟧⟦!b_state?0⟧]  #? one_step
    Q = r[⟦b_state?state⟧⟦!b_state?0⟧] + ⟦discount?gamma * ⟧total(P[⟦b_state?state⟧⟦!b_state?0⟧] * V[⟦horizon?t + 1⟧⟦!horizon?0⟧])  #? !one_step
    return total(⟦entropy?np.append(beta * entropy(Pi[⟧⟦entropy b_state?state⟧⟦entropy !b_state?0⟧⟦entropy?]), ⟧k[⟦b_state?state⟧⟦!b_state?0⟧] * Q⟦entropy?)⟧)
''',
    ),
    Block(
        "learn",
        "weighs b_running",
        '''
def learn(steps, G):
    """The mean moves towards every return that was weighed."""  #? !once
    """The mean moves towards the episode's return."""  #? once
    for G_t in G⟦once?[:1]⟧:
        running[1] += 1
        running[0] += 1 / running[1] * (G_t - running[0])  #? !b_step
        running[0] += value_step * (G_t - running[0])  #? b_step
''',
    ),
    Block(
        "learn",
        "weighs b_learned",
        f'''
def learn(steps, G):
    """V̂ moves towards every return that was weighed."""
    for ({STEP}), G_t in zip(steps, G):
        value[⟦b_state?state⟧⟦!b_state?0⟧] += value_step * (G_t - value[⟦b_state?state⟧⟦!b_state?0⟧])
''',
    ),
    Block(
        "weights",
        "weighs !one_step !as_they_are",
        f'''
def weights(steps, G⟦b_of_batch?, totals⟧):
    """What multiplies each score: ⟦fades?cᵗ ⟧⟦uniform?ρ_0 … ρ_t ⟧⟦b_none?G_t⟧⟦!b_none?(G_t − b)⟧."""
    w, factor = [], 1.0  #? fades|uniform
    w = []  #? !fades|uniform
    for t, ({STEP}) in enumerate(steps):
        factor *= pi[action] * A  #? uniform
        w.append(⟦fades|uniform?factor * ⟧G[t])  #? b_none
        w.append(⟦fades|uniform?factor * ⟧(G[t] - baseline(⟦b_of_batch?totals[t], G[t]⟧⟦b_time?t, ⟧⟦b_state?state⟧)))  #? !b_none
        factor *= c  #? fades
    return w
''',
    ),
    Block(
        "weights",
        "weighs one_step !as_they_are",
        '''
def weights(steps, G⟦b_of_batch?, totals⟧):
    """What multiplies the score: ⟦uniform?the action's odds times ⟧the return⟦!b_none?, less the baseline⟧."""
    ⟦states?state, ⟧action, reward, pi = steps[0]  #? states|uniform
    return [⟦uniform?pi[action] * A * ⟧G[0]]  #? b_none
    return [⟦uniform?pi[action] * A * (⟧G[0] - baseline(⟦b_of_batch?totals[0], G[0]⟧⟦b_time?0, ⟧⟦b_state?state⟧)⟦uniform?)⟧]  #? !b_none
''',
    ),
    Block(
        "sums",
        "weighs b_of_batch",
        '''
def sums(returned):
    """The sum over the batch of the returns at each step; an episode that has ended counts as 0."""
    out = np.zeros(max(map(len, returned)))
    for G in returned:
        out[: len(G)] += G
    return out
''',
    ),
)

SCALE = "⟦batch?1 / N⟧⟦!batch segments|temperature?1⟧⟦segments|temperature? * (⟧⟦segments?share⟧⟦!segments temperature?1⟧⟦temperature? / temperature⟧⟦segments|temperature?)⟧"
SLOPE = "add_all_scores({}, ⟦scaled|weigh_bonus?factor⟧⟦!scaled|weigh_bonus?1⟧, ⟦states?state, ⟧pi, -beta * log(pi))"

ESTIMATES = (
    Block(
        "add_contribution",
        "weighs !clipped !sweep",
        f'''
def add_contribution(g, steps, w):
    """What one episode adds to the estimate: Σ_t w_t ∇ ln π(A_t|S_t)⟦entropy weigh? + cᵗ β ∇H⟧⟦entropy !weigh? + β ∇H⟧⟦batch?, over N⟧."""  #? !no_log
    """What one episode adds to the estimate: Σ_t w_t ∇π(A_t|S_t)⟦batch?, over N⟧. Without its log, a frequent action counts twice."""  #? no_log
    scale = {SCALE}  #? scaled
    factor = ⟦scaled?scale⟧⟦!scaled?1.0⟧  #? weigh_bonus
    factor = scale  #? scaled entropy !weigh_bonus
    for ({STEP}), w_t in zip(steps, w):
        add_score(g, ⟦scaled?scale * ⟧w_t⟦no_log? * pi[action]⟧, ⟦states?state, ⟧action, pi)
        {SLOPE.format("g")}  #? entropy
        factor *= pi[action] * A  #? weigh_bonus uniform
        factor *= c  #? weigh_bonus weigh
''',
    ),
    Block(
        "add_contribution",
        "all_actions",
        f'''
def add_contribution(g, steps):
    """What one episode adds to the estimate: Σ_t ⟦weigh?cᵗ ⟧Σ_a ∇π(a|S_t) Q(S_t, a)⟦batch?, over N⟧. Every action counts, by its exact value."""
    factor = {SCALE}  #? scaled
    factor = 1.0  #? !scaled weigh
    for t, ({STEP}) in enumerate(steps):
        Q = r[⟦states?state⟧⟦!states?0⟧]  #? one_step
        Q = r[⟦states?state⟧⟦!states?0⟧] + ⟦discount?gamma * ⟧total(P[⟦states?state⟧⟦!states?0⟧] * V[⟦horizon?t + 1⟧⟦!horizon?0⟧])  #? !one_step
        add_all_scores(g, ⟦scaled|weigh?factor⟧⟦!scaled|weigh?1⟧, ⟦states?state, ⟧pi, Q)
        add_all_scores(g, ⟦scaled|weigh?factor⟧⟦!scaled|weigh?1⟧, ⟦states?state, ⟧pi, -beta * log(pi))  #? entropy
        factor *= c  #? weigh
''',
    ),
    Block(
        "add_contribution",
        "sweep",
        f'''
def add_contribution(g, steps, w, theta):
    """The book's loop: θ moves after every step of the finished episode, by w_t ∇ ln π at the θ of that moment. Adds what the moves add up to."""
    own, moved = np.zeros(D), theta.copy()
    scale = ⟦segments?share⟧⟦!segments?1⟧ / temperature  #? temperature
    scale = share  #? segments !temperature
    factor = ⟦segments|temperature?scale⟧⟦!segments|temperature?1.0⟧  #? scaled|weigh_bonus
    for ({STEP}), w_t in zip(steps, w):
        pi = policy(moved⟦states?, state⟧)
        add_score(own, ⟦segments|temperature?scale * ⟧w_t, ⟦states?state, ⟧action, pi)
        {SLOPE.format("own")}  #? entropy
        factor *= c  #? weigh_bonus weigh
        moved = theta + learning_rate * own
    g += own⟦batch? / N⟧
''',
    ),
    Block(
        "climb",
        "clipped",
        f'''
def climb(theta, episodes, w):
    """Some epochs of ascent on one batch, an action no longer followed once its odds have moved too far (PPO). The mean direction."""
    g, moved = np.zeros(D), theta.copy()
    scale = {SCALE}  #? scaled
    for _ in range(epochs):
        slope = np.zeros(D)
        for steps, own in zip(episodes, w):
            factor = ⟦scaled?scale⟧⟦!scaled?1.0⟧  #? scaled|weigh_bonus
            for ({STEP}), w_t in zip(steps, own):
                drawn, pi = pi, policy(moved⟦states?, state⟧)
                odds = pi[action] / drawn[action]
                if not (w_t > 0 and odds > 1 + clip or w_t < 0 and odds < 1 - clip):
                    add_score(slope, ⟦scaled?scale * ⟧w_t * odds, ⟦states?state, ⟧action, pi)
                {SLOPE.format("slope")}  #? entropy
                factor *= c  #? weigh_bonus weigh
        moved += epoch_step * slope
        g += slope / epochs
    return g
''',
    ),
    Block(
        "estimate",
        "exact",
        '''
def estimate(theta):
    """The exact gradient: nothing is drawn."""
    evaluate(theta)
    return gradient
''',
    ),
    Block(
        "estimate",
        "!exact one_episode",
        '''
def estimate(theta):
    """The gradient, estimated from one episode."""
    evaluate(theta)  #? truth
    best_baseline(theta)  #? b_optimal|b_optimal_state
    steps = episode(theta)
    G = returns(steps)  #? weighs
    learn(steps, G)  #? current
    w = G  # the returns weigh the scores as they are  #? as_they_are
    w = weights(steps, G)  #? weighs !b_of_batch !as_they_are
    w = weights(steps, G, G)  #? weighs b_of_batch
    learn(steps, G)  #? learns !current
    g = np.zeros(D)
    add_contribution(g, steps⟦weighs?, w⟧⟦sweep?, theta⟧)
    return g
''',
    ),
    Block(
        "estimate",
        "!exact !one_episode !difference",
        '''
def estimate(theta):
    """The gradient, estimated from a batch of N episodes: the mean of what each contributes."""
    evaluate(theta)  #? truth
    best_baseline(theta)  #? b_optimal|b_optimal_state
    episodes = [episode(theta) for _ in range(N)]
    returned = [returns(steps) for steps in episodes]  #? weighs
    for steps, G in zip(episodes, returned):  #? current
        learn(steps, G)  #? current
    totals = sums(returned)  #? b_of_batch
    w = returned  # the returns weigh the scores as they are  #? as_they_are
    w = [weights(steps, G⟦b_of_batch?, totals⟧) for steps, G in zip(episodes, returned)]  #? weighs !as_they_are
    for steps, G in zip(episodes, returned):  #? learns !current
        learn(steps, G)  #? learns !current
    return climb(theta, episodes, w)  #? clipped
    g = np.zeros(D)  #? !clipped
    for steps, own in zip(episodes, w):  #? weighs !clipped
        add_contribution(g, steps, own⟦sweep?, theta⟧)  #? weighs !clipped
    for steps in episodes:  #? !weighs
        add_contribution(g, steps)  #? !weighs
    return g  #? !clipped
''',
    ),
    Block(
        "estimate",
        "difference",
        '''
def estimate(theta):
    """The gradient, estimated by finite differences⟦batch?: the mean of N⟧. The episodes that the page shows draw their random numbers first."""
    evaluate(theta)  #? truth
    for _ in range(N):
        episode(theta)
    g = np.zeros(D)
    for _ in range(N):
        add_contribution(g, theta)
    return g
''',
    ),
)
