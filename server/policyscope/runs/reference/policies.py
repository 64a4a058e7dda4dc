"""What a policy sees, and how it decides."""

from __future__ import annotations

from policyscope.runs.specs.entry import BOOK, Entry

ON_A_BOARD = {"problem": {"kind": "gridworld"}}

FEATURES = {
    "one_hot": Entry(
        formula=r"\ph(s, a) = \mathbf{e}_{(s, a)} \in \mathbb{R}^{S A}, \qquad h(s, a) = \theta_{(s, a)}",
        source=f"{BOOK}, §9.4 and §13.1",
        meaning="Every policy of full support can be written so. The score is one-hot minus the probabilities, in its own state alone.",
    ),
    "stacked": Entry(
        formula=r"\ph(s, a) = (\mathbf{x}(s), a), \qquad \score(a \mid s) = (\mathbf{0},\; a - \textstyle\sum_b \pi(b "
        r"\mid s)\, b)",
        source="The worked example of many lecture notes",
        meaning="The state's part is the same for every action and cancels in the score: only the last parameter is ever learned, and "
        r"the Fisher matrix has rank 1. With $\mathbf{x} = (1, 1)$, two actions and $\pi = (0.7, 0.3)$ the score of action 0 is $(0, "
        "0, -0.3)$.",
        around=ON_A_BOARD,
    ),
    "polynomial": Entry(
        formula=r"\phi_c(s) = \prod_{i=1}^{C} x_i(s)^{c_i}, \qquad c \in \{0, \dots, n\}^C",
        source=f"{BOOK}, §9.5.1",
        meaning="Coordinates are scaled to $[0, 1]$ over the problem's states, and every action has a block of its own.",
        around=ON_A_BOARD,
    ),
    "rbf": Entry(
        formula=r"\phi_i(s) = \exp\left(-\frac{\lVert \mathbf{x}(s) - \mathbf{c}_i \rVert^2}{2\,w^2}\right)",
        source=f"{BOOK}, §9.5.5",
        meaning="Centres on a regular grid over the coordinates, scaled to $[0, 1]$; a block for each action. What is learned in one "
        "state spreads to its neighbours as far as the width reaches.",
        around=ON_A_BOARD,
    ),
    "tile_coding": Entry(
        formula=r"\phi_{j, i}(s) = \mathbf{1}[\,\mathbf{x}(s) \text{ lies in tile } i \text{ of tiling } j\,]",
        source=f"{BOOK}, §9.5.4; Miller & Glanz (1996) for the displacements (1, 3, 5, …)",
        meaning="As many features are 1 as there are tilings. More tilings generalise more finely, larger tiles more widely.",
        around=ON_A_BOARD,
    ),
    "fourier": Entry(
        formula=r"\phi_c(s) = \cos(\pi\, c \cdot \mathbf{x}(s)), \qquad c \in \{0, \dots, n\}^C",
        source=f"{BOOK}, §9.5.2; Konidaris, Osentoski & Thomas (2011)",
        meaning="Every feature is felt everywhere: what is learned in one corner of a board moves the policy in all others.",
        around=ON_A_BOARD,
    ),
    "custom": Entry(
        formula=r"\ph(s, a) \in \mathbb{R}^D \text{ as given}",
        source=f"{BOOK}, §9.4",
        meaning="Repeat one row in every state, and the policy cannot tell the states apart: that is the short corridor's point.",
        fields={"phi": [[[1.0, 0.0], [0.0, 1.0]]] * 4},
        around={"problem": {"kind": "short_corridor"}},
    ),
}

POLICIES = {
    "softmax": Entry(
        formula=r"\pi(a \mid s, \th) = \frac{e^{h(s, a)/\tau}}{\sum_b e^{h(s, b)/\tau}}, \quad h(s, a) = \th^\top \ph(s, a), \qquad "
        r"\score(a \mid s) = \frac{1}{\tau} \left(\ph(s, a) - \sum_b \pi(b \mid s)\, \ph(s, b)\right)",
        source=f"{BOOK}, §13.1, equations 13.2 and 13.9",
        meaning="Its score is the feature vector minus the feature vector to be expected, so scores weighted by their probabilities "
        r"add up to zero. The temperature $\tau$ divides preferences and scores alike.",
    ),
    "mlp": Entry(
        formula=r"\mathbf{x}^0 = \mathbf{x}(s), \quad \mathbf{x}^l = \tanh(\mathbf{x}^{l-1} W^l + b^l), \quad h(s, \cdot) = "
        r"\mathbf{x}^{L-1} W^L + b^L, \qquad \score(a \mid s) = \frac{1}{\tau} \left(\nabla h(s, a) - \sum_b \pi(b "
        r"\mid s)\, \nabla h(s, b)\right)",
        source="Rumelhart, Hinton & Williams (1986), backpropagation; Glorot & Bengio (2010), equation 16, for the first weights",
        meaning=r"The slope $\nabla h(s, a)$ stands where features stood, and changes with $\th$. It is computed for every action by "
        "backpropagation; one update moves the policy in all states that share a hidden unit.",
        around=ON_A_BOARD,
    ),
    "gaussian": Entry(
        formula=r"\pi(a \mid x) = \frac{1}{\sigma \sqrt{2\pi}}\, e^{-(a - \mu)^2 / 2\sigma^2}, \quad \mu = w^\top \mathbf{x}, \qquad "
        r"\nabla_w \log \pi = \frac{a - \mu}{\sigma^2}\, \mathbf{x}, \qquad \nabla_{\log \sigma} \log \pi = \frac{(a - "
        r"\mu)^2}{\sigma^2} - 1",
        source=f"{BOOK}, §13.7; Williams (1992), §6",
        meaning=r"The score for the mean is $\ph - \E[\ph]$ once more, with $\ph = a\, \mathbf{x} / \sigma^2$: a small $\sigma$ makes "
        r"large scores, and their squares wild. With a learned spread $\th = (w, \log \sigma)$, and the two parts are uncorrelated.",
        around={"problem": {"kind": "continuous_bandit"}},
    ),
}

ON_A_NETWORK = {"policy": {"kind": "mlp"}}

INPUTS = {
    "one_hot": Entry(
        formula=r"\mathbf{x}(s) = \mathbf{e}_s \in \mathbb{R}^S",
        source=f"{BOOK}, §9.7",
        meaning="Row $s$ of $W^1$ is then what the first layer knows of state $s$: states learn together only through the later layers.",
        around=ON_A_NETWORK,
    ),
    "coordinates": Entry(
        formula=r"x_i(s) = \frac{c_i(s) - \min_{s'} c_i(s')}{\max_{s'} c_i(s') - \min_{s'} c_i(s')}",
        source=f"{BOOK}, §9.7",
        meaning="Such as row and column: near states look alike, and what is learned in one is believed of its neighbours.",
        around=ON_A_NETWORK | ON_A_BOARD,
    ),
    "custom": Entry(
        formula=r"\mathbf{x}(s) \in \mathbb{R}^I \text{ as given}",
        source=f"{BOOK}, §9.7",
        meaning="States with equal rows look the same to the network.",
        fields={"state_inputs": [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]},
        around=ON_A_NETWORK | {"problem": {"kind": "short_corridor"}},
    ),
}
