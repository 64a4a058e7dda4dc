"""`ps.show`: what stands under a notebook's cell, as its HTML alone has it."""

from __future__ import annotations

import doctest
import importlib
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qsl

import httpx2
import pytest

import policyscope as ps
from policyscope.notebook.address import query_of
from policyscope.runs import PRESETS, Preset
from policyscope.web.embedding.query import experiment_of


class Frame(HTMLParser):
    """The attributes of the one iframe."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[dict[str, str | None]] = []
        self.feed(html)
        (self.attributes,) = self.all

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "iframe"
        self.all.append(dict(attrs))


def test_every_example_in_a_docstring_runs() -> None:
    outcome = doctest.testmod(importlib.import_module("policyscope.notebook.shown"))
    assert outcome.failed == 0
    assert outcome.attempted


def test_a_recording_is_all_in_the_cell() -> None:
    shown = ps.show("three_arms", ["probabilities"], recorded=True, updates=20, theme="dark", height=300)
    frame = Frame(shown._repr_html_()).attributes
    assert frame["srcdoc"] == shown.page
    assert frame["sandbox"] == "allow-scripts allow-downloads"
    assert frame["height"] == "300"
    assert "src" not in frame
    assert shown.url == ""


def test_live_cells_share_one_lab_of_this_machine() -> None:
    bandit = ps.experiment(preset="three_arms", **{"optimizer.learning_rate": 0.3})
    first, second = ps.show(bandit, ["landscape"]), ps.show("short_corridor")
    assert first.url.startswith("http://127.0.0.1:")
    assert first.url.endswith("embed?optimizer.learning_rate=0.3&panels=landscape")
    assert second.url.split("embed")[0] == first.url.split("embed")[0]
    assert Frame(first._repr_html_()).attributes["src"] == first.url
    answer = httpx2.get(first.url, timeout=30)
    assert answer.status_code == 200
    assert "frame-ancestors" not in answer.headers["content-security-policy"]


def test_a_live_cell_is_a_widget_too_and_its_options_are_the_address() -> None:
    shown = ps.show("short_corridor", ["landscape", "curve"], theme="dark", height=300)
    made = shown.widget
    assert made is shown.widget
    server = shown.url.split("embed")[0]
    assert (made._esm, made.server, made.height) == (f"{server}embed.mjs", server, 300)
    assert made.options == {
        "title": Frame(shown.html).attributes["title"],
        "preset": "short_corridor",
        "panels": "landscape,curve",
        "theme": "dark",
    }
    bundle, _ = shown._repr_mimebundle_(include=None, exclude=None)
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == made.model_id
    assert httpx2.get(made._esm, timeout=30).headers["content-type"].startswith("text/javascript")


@pytest.fixture
def _no_anywidget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    kind = importlib.import_module("policyscope.notebook.widget")._kind
    kind.cache_clear()
    yield
    kind.cache_clear()


@pytest.mark.usefixtures("_no_anywidget")
def test_without_anywidget_and_for_a_recording_the_iframe_is_all() -> None:
    for shown in (ps.show("three_arms"), ps.show("three_arms", ["probabilities"], recorded=True, updates=5)):
        assert shown.widget is None
        assert shown._repr_mimebundle_(include=None, exclude=None) == {}
    assert ps.show("three_arms").url


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_an_address_says_every_preset_and_what_differs_from_it(preset: Preset) -> None:
    assert experiment_of(query_of(preset.experiment)) == preset.experiment
    other = ps.experiment(preset.experiment, seed=77, **{"optimizer.learning_rate": 0.125})
    assert experiment_of(query_of(other)) == other
    # A widget's options become an element's attributes: their names have no case, and one without a value is `true`.
    assert all(value and name == name.lower() for name, value in parse_qsl(query_of(other), keep_blank_values=True))


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"panels": ["world"]}, "panels"),
        ({"panels": ["nothing"]}, "panels"),
        ({"updates": 0, "recorded": True}, "updates"),
        ({"height": 0}, "height"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments: dict[str, object], field: str) -> None:
    with pytest.raises(ps.InvalidInput) as caught:
        ps.show("three_arms", **arguments)  # type: ignore[arg-type]
    assert caught.value.field == field
