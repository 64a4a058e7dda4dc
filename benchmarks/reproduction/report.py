"""The table: docs/reproduction/README.md."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.reproduction.claims import Claim, Outcome, Result

HEAD = """# Published results, reproduced

Written by `make reproduce`: fixed seeds, the same table every time, some minutes. Each result is run through the lab's own presets,
kernels and exact side; what a second program in plain NumPy that shares nothing with them gives stands beside it where the source prints
no number. A ± after a number is its standard error. The quick versions of these checks are in `tests/published` and run with every
`make test`; the presets play in the lab. Every figure is there twice, as an SVG and as the Plotly figure (JSON) it was drawn from.

| result | source | published | measured | agreement | verdict | presets |
|---|---|---|---|---|---|---|
"""


def report(outcomes: Mapping[Result, Outcome]) -> str:
    """The whole page: a row a result, then a section each with all that was compared."""
    rows = [row(result, outcome) for result, outcome in outcomes.items()]
    return HEAD + "".join(rows) + "".join(section(result, outcome) for result, outcome in outcomes.items())


def row(result: Result, outcome: Outcome) -> str:
    """A result's line, with the first of its claims."""
    main = outcome.claims[0]
    cells = (
        f"[{result.title}](#{anchor(result.title)})", result.source, main.published, f"{main.said}: {main.here}", main.tolerance,
        verdict(result, outcome), presets(result),
    )  # fmt: skip
    return f"| {' | '.join(map(cell, cells))} |\n"


def section(result: Result, outcome: Outcome) -> str:
    """A result's figure and everything compared."""
    lines = "".join(claim_row(claim) for claim in outcome.claims)
    note = f"\n{result.note}\n" if result.note else ""
    return (
        f"\n## {result.title}\n\n{result.source}. {result.setting} In the lab: {presets(result)}.\n{note}\n"
        f"![{result.title}: {outcome.figure.y_title} over {outcome.figure.x_title}]({result.name}.svg)\n\n"
        f"| what | published | measured | agreement | |\n|---|---|---|---|---|\n{lines}"
    )


def claim_row(claim: Claim) -> str:
    """One comparison."""
    cells = (claim.said, claim.published, claim.here, claim.tolerance, "yes" if claim.holds else "**no**")
    return f"| {' | '.join(map(cell, cells))} |\n"


def verdict(result: Result, outcome: Outcome) -> str:
    """In words, and how many of the claims hold where not all do."""
    held = sum(claim.holds for claim in outcome.claims)
    if held == len(outcome.claims):
        return f"reproduced {result.by}".rstrip()
    return f"**not reproduced**: {held} of {len(outcome.claims)}"


def presets(result: Result) -> str:
    """The presets that show it, by name."""
    return ", ".join(f"`{name}`" for name in result.presets) or "—"


def cell(text: str) -> str:
    """A bar would end a table's cell."""
    return text.replace("|", "\\|")


def anchor(title: str) -> str:
    """Where a heading is linked to: letters and digits in lower case, hyphens between words."""
    return "".join(letter for letter in title.lower().replace(" ", "-") if letter.isalnum() or letter in "-_")
