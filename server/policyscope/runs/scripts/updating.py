"""The script's functions that make a step of θ of an estimate: preconditioner, schedule, optimizer."""

from policyscope.runs.scripts.render import Block

UPDATES = (
    Block(
        "natural",
        "natural tabular",
        '''
def natural(g):
    """(F⟦damped? + λI⟧)⁺ g, F the Fisher matrix. It has a block for each state, d(s) (diag π − π πᵀ), whose inverse is known."""
    out = np.zeros(D)
    for s in range(S):
        x, p = g[A * s : A * (s + 1)], visits[s] / ⟦temperature?(⟧total(visits)⟦temperature? * temperature * temperature)⟧ * Pi[s]
        mean = total(x) / A if abs(total(x)) > 1e-12 * total(abs(x)) else 0.0
        seen = p⟦damped? + damping⟧ >= 2.2250738585072014e-308  # a smaller number has no digits
        size = np.where(seen, p⟦damped? + damping⟧, 1)
        y, q = np.where(seen, (x - mean) / size, 0), np.where(seen, p / size, 0)
        if total(q) > 0:
            y = y - np.where(seen, total(y) / total(q) * p / size, 0)
        out[A * s : A * (s + 1)] = y⟦damped? + mean / damping⟧
    return out
''',
    ),
    Block(
        "fisher",
        "natural !tabular",
        '''
def fisher():
    """F = Σ_s d(s) Σ_a π(a|s) ψ ψᵀ with ψ = ∇ ln π(a|s), as a sum over pairs of actions in which nothing cancels."""
    F = np.zeros((D, D))
    for s in range(S):
        for a in range(A):
            for b in range(a + 1, A):
                apart = phi[s, a] - phi[s, b]
                F += np.outer(visits[s] / ⟦temperature?(⟧total(visits)⟦temperature? * temperature * temperature)⟧ * Pi[s, a] * Pi[s, b] * apart, apart)
    return F
''',
    ),
    Block(
        "natural",
        "natural !tabular damped",
        '''
def natural(g):
    """(F + λI)⁻¹ g, F the Fisher matrix."""
    return np.linalg.solve(fisher() + damping * np.eye(D), g)
''',
    ),
    Block(
        "axes_of",
        "natural !tabular !damped",
        '''
def axes_of(matrix):
    """Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations, which find the small to as many digits as the large."""
    matrix, axes = matrix.copy(), np.eye(D)
    for _ in range(40):
        rotated = False
        for p in range(D):
            for q in range(p + 1, D):
                x = matrix[p, q]
                if abs(x) <= 1e-17 * math.sqrt(abs(matrix[p, p])) * math.sqrt(abs(matrix[q, q])):
                    continue
                rotated = True
                tau = (matrix[q, q] - matrix[p, p]) / (2 * x)
                tangent = math.copysign(1, tau) / (abs(tau) + math.sqrt(1 + tau * tau))
                cosine = 1 / math.sqrt(1 + tangent * tangent)
                sine = tangent * cosine
                for table in (matrix.T, matrix, axes.T):  # its columns, its rows, the axes
                    table[p], table[q] = cosine * table[p] - sine * table[q], sine * table[p] + cosine * table[q]
                matrix[p, q] = matrix[q, p] = 0
        if not rotated:
            break
    return np.diag(matrix), axes.T
''',
    ),
    Block(
        "natural",
        "natural !tabular !damped",
        '''
def natural(g):
    """F⁺ g, the Fisher matrix's pseudo-inverse: along each of its axes, but for those where it is zero up to rounding."""
    F, out = fisher(), np.zeros(D)
    for size, axis in zip(*axes_of(F)):
        if size > 1e-13 * total(axis * axis * np.diag(F)) and size > 0:
            out += total(axis * g) / size * axis
    return out
''',
    ),
    Block(
        "normalized",
        "normalized",
        '''
def normalized(g):
    """g / |g|; divided by its largest component first, so that no square is too large or too small."""
    largest = abs(g).max()
    if largest == 0:
        return g
    g = g / largest
    return g / math.sqrt(total(g * g))
''',
    ),
    Block(
        "updated",
        "ascent",
        '''
def updated(theta⟦falls?, update⟧):
    """θ ← θ + α g⟦natural|normalized?, along the preconditioned estimate⟧."""
    rate = learning_rate / (1 + update / decay_after)  #? inverse_time
    rate = learning_rate / math.sqrt(1 + update / decay_after)  #? inverse_root
    return theta + ⟦falls?rate⟧⟦!falls?learning_rate⟧ * ⟦natural?natural(⟧⟦normalized?normalized(⟧estimate(theta)⟦natural|normalized?)⟧
''',
    ),
    Block(
        "updated",
        "momentum",
        '''
def updated(theta⟦falls?, update⟧):
    """m ← μ m + g,  θ ← θ + α m."""
    rate = learning_rate / (1 + update / decay_after)  #? inverse_time
    rate = learning_rate / math.sqrt(1 + update / decay_after)  #? inverse_root
    m[:] = mu * m + ⟦natural?natural(⟧⟦normalized?normalized(⟧estimate(theta)⟦natural|normalized?)⟧
    return theta + ⟦falls?rate⟧⟦!falls?learning_rate⟧ * m
''',
    ),
    Block(
        "updated",
        "adam",
        '''
def updated(theta⟦falls?, update⟧):
    """Adam: the mean of past estimates over the root of their mean square, both freed of their start from zero."""
    rate = learning_rate / (1 + update / decay_after)  #? inverse_time
    rate = learning_rate / math.sqrt(1 + update / decay_after)  #? inverse_root
    g = ⟦natural?natural(⟧⟦normalized?normalized(⟧estimate(theta)⟦natural|normalized?)⟧
    adam_updates[0] += 1
    m[:] += (1 - beta1) * (g - m)
    v[:] += (1 - beta2) * (g * g - v)
    m_hat, v_hat = m / (1 - beta1 ** adam_updates[0]), v / (1 - beta2 ** adam_updates[0])
    return theta + ⟦falls?rate⟧⟦!falls?learning_rate⟧ * m_hat / (np.sqrt(v_hat) + epsilon)
''',
    ),
)
