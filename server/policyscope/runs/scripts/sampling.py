"""The script's functions that draw: policy, score, episode. They draw the kernels' random numbers in the kernels' order."""

from policyscope.runs.scripts.render import Block

HERE = "⟦states?state⟧⟦!states?0⟧"
PART = "    here = g⟦states?[A * state : A * (state + 1)]⟧  #? one_hot"

POLICY = (
    Block(
        "total",
        "",
        '''
def total(x):
    """The sum along the last axis, added one after the other as the lab does: another order would round otherwise."""
    return np.cumsum(x, axis=-1)[..., -1]
''',
    ),
    Block(
        "policy",
        "",
        f'''
def policy(theta⟦states?, state⟧):
    """π(a⟦states?|s⟧) ∝ exp(h(a)⟦temperature?/τ⟧): softmax of the preferences, the largest taken off first so that nothing overflows."""
    h = theta⟦states?[A * state : A * (state + 1)]⟧  #? one_hot
    h = total(phi[{HERE}] * theta)  #? !one_hot
    e = np.array([math.exp(gap⟦temperature? / temperature⟧) for gap in h - h.max()])
    return e * (1 / total(e))
''',
    ),
    Block(
        "add_score",
        "scores",
        f'''
def add_score(g, w, ⟦states?state, ⟧action, pi):
    """g ← g + w ∇ ln π(a⟦states?|s⟧), which is 1 − π(a) for the action drawn and −π(b) for every other."""  #? one_hot
    """g ← g + w ∇ ln π(a|s), which is Σ_b π(b|s) (φ(s, a) − φ(s, b))."""  #? !one_hot
{PART}
    if pi[action] <= 0.5:  #? one_hot
        here[action] += w  #? one_hot
        here -= w * pi  #? one_hot
    else:  # close to 1, 1 − π(a) keeps its digits as the sum of the others  #? one_hot
        others = np.where(np.arange(A) == action, 0, pi)  #? one_hot
        here -= w * others  #? one_hot
        here[action] += w * total(others)  #? one_hot
    others = np.where(np.arange(A) == action, 0, pi)  #? !one_hot apart
    for b in range(A):  #? !one_hot
        g -= w * others[b] * phi[{HERE}, b]  #? !one_hot apart
        g += w * pi[b] * (phi[{HERE}, action] - phi[{HERE}, b])  #? !one_hot !apart
    g += w * total(others) * phi[{HERE}, action]  #? !one_hot apart
''',
    ),
    Block(
        "add_all_scores",
        "weighs_all",
        f'''
def add_all_scores(g, scale, ⟦states?state, ⟧pi, w):
    """g ← g + scale Σ_a π(a⟦states?|s⟧) w(a) ∇ ln π(a⟦states?|s⟧), w measured from its mean: a number added to every w changes nothing."""
{PART}
    best = pi.argmax()
    apart = w - w[best]
    x = scale * pi * (apart - total(pi * apart))
    here += x  #? one_hot
    for a in range(A):  #? !one_hot
        g += x[a] * phi[{HERE}, a]  #? !one_hot apart
        g += x[a] * (phi[{HERE}, a] - phi[{HERE}, best])  #? !one_hot !apart
''',
    ),
    Block(
        "log",
        "entropy",
        '''
def log(pi):
    """ln π(a) of every action (0 where π(a) is); of a π(a) close to 1 by what is left for the others, which keeps the digits."""
    likely = [-math.log1p(total(np.delete(pi, a)) / p) if p > 0.9 else 0.0 for a, p in enumerate(pi)]
    return np.array([near if p > 0.9 else math.log(p) if p > 0 else 0.0 for p, near in zip(pi, likely)])
''',
    ),
    Block(
        "entropy",
        "entropy",
        '''
def entropy(pi):
    """H = −Σ_a π(a) ln π(a)."""
    return -total(pi * log(pi))
''',
    ),
)

EPISODES = (
    Block(
        "pick",
        "draws",
        '''
def pick(chances, u):
    """Which of them the number u from [0, 1) falls to, each as wide as its chance."""
    k = 0
    while k < len(chances) - 1 and u >= chances[k]:
        u -= chances[k]
        k += 1
    while chances[k] == 0:  # rounding may step past the last that has a chance
        k -= 1
    return k
''',
    ),
    Block(
        "episode",
        "draws pull",
        '''
def episode(theta):
    """One pull: an arm drawn from π, and its reward. A list of one step, as an episode of many steps would be one of many."""  #? !states
    """One choice: a context, an action drawn from π, and its reward. A list of one step, as a longer episode is one of many."""  #? states
    state = pick(start, rng.random())  #? states
    pi = policy(theta⟦states?, state⟧)
    action = pick(pi, rng.random())  #? !uniform
    action = pick(np.full(A, 1 / A), rng.random())  # all alike, whatever π says  #? uniform
    reward = means[⟦states?state, ⟧action]  #? !bernoulli !noisy
    reward = 1.0 if rng.random() < means[⟦states?state, ⟧action] else 0.0  #? bernoulli
    reward = means[⟦states?state, ⟧action]  #? noisy !bernoulli
    if spreads[⟦states?state, ⟧action] > 0:  #? noisy !bernoulli
        reward += spreads[⟦states?state, ⟧action] * rng.standard_normal()  #? noisy !bernoulli
    return [(⟦states?state, ⟧action, reward, pi)]
''',
    ),
    Block(
        "episode",
        "draws !pull",
        '''
def episode(theta):
    """One episode: for every step its state, action, reward, and π(·|S_t), from which the action was drawn."""  #? states
    """One episode: for every step its action, reward, and π, from which the action was drawn."""  #? !states
    steps = []
    state = pick(⟦average?begin⟧⟦!average?start⟧, rng.random())  #? states
    state = 0  #? !states
    while len(steps) < longest⟦ends? and state not in ends⟧:
        pi = policy(theta⟦states?, state⟧)
        action = pick(pi, rng.random())  #? !uniform
        action = pick(np.full(A, 1 / A), rng.random())  # all alike, whatever π says  #? uniform
        after, reward = next_state[state, action], rewards[state, action]  #? !branching
        ways = outcomes[state][action]  #? branching
        way = pick([chance for chance, *_ in ways], rng.random()) if len(ways) > 1 else 0  #? branching
        _, after, reward⟦noisy?, spread⟧ = ways[way]  #? branching
        reward = 1.0 if rng.random() < reward else 0.0  #? bernoulli
        if spreads[state, action] > 0:  #? noisy !bernoulli !branching
            reward += spreads[state, action] * rng.standard_normal()  #? noisy !bernoulli !branching
        if spread > 0:  #? noisy !bernoulli branching
            reward += spread * rng.standard_normal()  #? noisy !bernoulli branching
        steps.append((⟦states?state, ⟧action, reward, pi))
        state = after
    return steps
''',
    ),
)

DIFFERENCES = (
    Block(
        "numbers",
        "difference",
        '''
def numbers(first, second):
    """Random numbers that two seeds begin: the same seeds, the same numbers (L'Ecuyer 1988)."""
    while True:
        first, second = 40014 * first % 2147483563, 40692 * second % 2147483399
        yield ((first - second) % 2147483562 + 0.5) / 2147483562
''',
    ),
    Block(
        "replay",
        "difference",
        '''
def replay(theta, seeds):
    """The return of one episode at θ under given random numbers, four a step: action, successor, and two for the reward."""
    u = numbers(*seeds)
    state = pick(start, next(u))  #? states !average
    state = pick(begin, next(u))  #? states average
    state = 0  #? !states
    for _ in range(⟦states?3⟧⟦!states?4⟧):
        next(u)
    earned, factor = 0.0, 1.0
    for _ in range(longest):
        pi = policy(theta⟦states?, state⟧)
        action, way, even, other = pick(pi, next(u)), next(u), next(u), next(u)
        after, reward⟦noisy?, spread⟧ = 0, means[⟦states?state, ⟧action]⟦noisy?, spreads[⟧⟦noisy states?state, ⟧⟦noisy?action]⟧  #? pull
        after, reward⟦noisy?, spread⟧ = next_state[state, action], rewards[state, action]⟦noisy?, spreads[state, action]⟧  #? !pull !branching
        ways = outcomes[state][action]  #? !pull branching
        _, after, reward⟦noisy?, spread⟧ = ways[pick([chance for chance, *_ in ways], way)]  #? !pull branching
        reward = 1.0 if even < reward else 0.0  #? bernoulli
        reward += spread * (math.sqrt(-2 * math.log(even)) * math.cos(2 * math.pi * other))  #? noisy !bernoulli
        reward += beta * entropy(pi)  #? entropy
        earned += factor * reward
        factor *= gamma  #? discount
        state = after
        if state in ends:  #? ends
            break  #? ends
    return earned
''',
    ),
    Block(
        "contribution",
        "difference",
        '''
def add_contribution(g, theta):
    """For every parameter d (G(θ + ε e_d) − G(θ − ε e_d)) / 2ε, both returns under the same random numbers."""
    seeds = 1 + int(rng.random() * 2147483562), 1 + int(rng.random() * 2147483398)
    for d in range(D):
        aside = theta.copy()
        aside[d] = theta[d] + spacing
        above = replay(aside, seeds)
        aside[d] = theta[d] - spacing
        below = replay(aside, seeds)
        g[d] += ⟦segments?share * ⟧(1 / N) * (above - below) / (2 * spacing)
''',
    ),
)
