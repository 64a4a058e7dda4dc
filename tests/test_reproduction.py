"""What `make reproduce` is made of, on a hundredth of the work; and that what it wrote is whole."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.reproduction.__main__ import DIRECTORY, reproduce
from benchmarks.reproduction.claims import Measured, Size, alike, below, falling, mean_of, median_of, near
from benchmarks.reproduction.figure import POINTS, Figure, Line
from benchmarks.reproduction.report import anchor, presets
from benchmarks.reproduction.results import RESULTS

pytestmark = pytest.mark.compiled
SMALL = Size(0.005)
LARGEST_FILE = 50_000


def no_drawing(figure: dict[str, Any]) -> str:
    return f"<svg><!-- {len(figure['data'])} traces --></svg>\n"


def test_every_result_writes_its_row_and_its_figure(tmp_path: Path) -> None:
    outcomes = reproduce(tmp_path, SMALL, no_drawing)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert list(outcomes) == list(RESULTS)
    for result, outcome in outcomes.items():
        assert page.count(f"\n| [{result.title}](#{anchor(result.title)}) | {result.source} | ") == 1
        assert page.count(f"\n## {result.title}\n") == 1
        for claim in outcome.claims:
            assert all((claim.said, claim.published, claim.here, claim.tolerance)), claim
            assert "nan" not in claim.here, claim
        figure = json.loads((tmp_path / f"{result.name}.json").read_text(encoding="utf-8"))
        for trace in figure["data"]:
            assert len(trace["x"]) == len(trace["y"]) > 1
            assert np.isfinite(trace["y"]).all()
        assert (tmp_path / f"{result.name}.svg").read_text(encoding="utf-8") == no_drawing(figure)


def test_the_same_seeds_write_the_same_page(tmp_path: Path) -> None:
    chosen = [result for result in RESULTS if result.name in ("optimal_constant", "gaussian_quadratic", "committal")]
    for where in ("one", "two"):
        reproduce(tmp_path / where, SMALL, no_drawing, chosen)
    written = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(written) == 7
    for name in written:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_the_committed_page_has_every_result_and_every_preset_that_shows_one(root: Path) -> None:
    assert root / "docs" / "reproduction" == DIRECTORY
    page = (DIRECTORY / "README.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| [")]
    assert len(rows) == len(RESULTS) >= 11
    for result, row in zip(RESULTS, rows, strict=True):
        assert row.startswith(f"| [{result.title}]"), "run: make reproduce"
        assert row.endswith(f"| {presets(result)} |"), "run: make reproduce"
    assert "**n" not in page, "something published was not met"


def test_the_committed_figures_are_those_of_the_page_and_small() -> None:
    page = (DIRECTORY / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"\]\((\w+)\.svg\)", page)
    assert shown == [result.name for result in RESULTS]
    assert {path.name for path in DIRECTORY.iterdir()} == {"README.md", *(f"{name}.{end}" for name in shown for end in ("svg", "json"))}
    for path in DIRECTORY.iterdir():
        assert path.stat().st_size < LARGEST_FILE, path.name
    for name in shown:
        drawing = (DIRECTORY / f"{name}.svg").read_text(encoding="utf-8")
        assert "<script" not in drawing
        assert set(re.findall(r"https?://[^\"' ]+", drawing)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_published_results_have_sources_and_names_of_their_own() -> None:
    assert len({result.name for result in RESULTS}) == len({anchor(result.title) for result in RESULTS}) == len(RESULTS)
    for result in RESULTS:
        assert result.source.startswith(result.cites.split(",")[0]), result.name
        assert re.search(r"\(\d{4}\).*, (figure|example|theorem|§)", result.source), result.name


def test_a_claim_that_does_not_hold_says_so() -> None:
    assert near("", 1.0, 1.05, 0.1).holds
    assert not near("", 1.0, 1.15, 0.1).holds
    assert below("", "", Measured(0.9, 0.01), 1.0).holds
    assert not below("", "", 1.0, 1.0).holds
    assert falling("", "", [Measured(3.0, 0.1), Measured(2.0, 0.1)]).holds
    assert not falling("", "", [Measured(3.0, 0.3), Measured(2.0, 0.3)]).holds, "within three standard errors nothing is shown"
    assert alike("", Measured(1.0, 0.1), Measured(1.5, 0.1)).holds
    assert not alike("", Measured(1.0, 0.1), Measured(1.6, 0.1)).holds


def test_standard_errors_of_means_and_medians() -> None:
    """Normal samples: σ/√n for the mean, √(π/2) times that for the median."""
    drawn = np.random.default_rng(0).normal(2.0, 3.0, (400, 250))
    means, medians = [mean_of(row) for row in drawn], [median_of(row) for row in drawn]
    for measured, factor in ((means, 1.0), (medians, np.sqrt(np.pi / 2))):
        values, errors = np.array(measured).T
        assert values.mean() == pytest.approx(2.0, abs=0.05)
        assert errors.mean() == pytest.approx(factor * 3 / np.sqrt(250), rel=0.05)
        assert values.std() == pytest.approx(errors.mean(), rel=0.1)


def test_long_lines_are_thinned_to_what_the_eye_can_see() -> None:
    x = np.arange(1.0, 10_001)
    for log in (False, True):
        trace = Figure("x", "y", [Line("a line", x, 1 / x)], x_log=log).plotly()["data"][0]
        assert 100 < len(trace["x"]) <= POINTS
        assert (trace["x"][0], trace["x"][-1]) == (1.0, 10_000.0)
