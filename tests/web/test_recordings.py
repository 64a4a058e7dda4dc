"""A recording's file: how large it is, that nothing in it can run but its own scripts, and that nothing is asked for."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from policyscope.runs import PRESETS, Experiment
from policyscope.web.recordings import Look, first_svg, player, record_page, shared_player
from policyscope.web.recordings.player import lean

SMALL = {"problem": {"kind": "bandit", "means": [1.0, 0.0]}}
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


class Parts(HTMLParser):
    """The elements of a page, and the text of its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.within = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append((dict(attrs), ""))
            self.within = True

    def handle_endtag(self, tag: str) -> None:
        self.within = False

    def handle_data(self, data: str) -> None:
        if self.within:
            of, text = self.scripts[-1]
            self.scripts[-1] = (of, text + data)


def policy_of(parts: Parts) -> str:
    return next(str(attrs["content"]) for tag, attrs in parts.tags if tag == "meta" and "http-equiv" in attrs)


def content_of(parts: Parts) -> dict[str, Any]:
    packed = next(text for attrs, text in parts.scripts if attrs.get("id") == "recording")
    return dict(json.loads(gzip.decompress(base64.b64decode(packed))))


@pytest.fixture(scope="module")
def page() -> str:
    return record_page(Experiment.model_validate(SMALL), 20, ["probabilities"], Look(title=EVIL, lab="https://lab.example.org/"))


def test_two_thousand_updates_of_the_default_preset_stay_below_the_bound() -> None:
    page = record_page(PRESETS[0].experiment, 2000)
    assert len(page.encode()) <= 1_200_000
    content = content_of(Parts(page))
    assert len(content["frames"]) == 2001


def test_a_title_with_markup_is_text(page: str) -> None:
    parts = Parts(page)
    assert "img" not in [tag for tag, _ in parts.tags]
    assert "alert(1)" not in "".join(text for _, text in parts.scripts)


def test_what_was_recorded_is_letters_and_digits(page: str) -> None:
    (packed,) = [text for attrs, text in Parts(page).scripts if attrs.get("id") == "recording"]
    assert re.fullmatch(r"[A-Za-z0-9+/]+=*", packed)
    assert content_of(Parts(page))["lab"] == "https://lab.example.org/"


def test_its_policy_lets_its_own_script_run_and_nothing_else(page: str) -> None:
    parts = Parts(page)
    policy = policy_of(parts)
    assert policy.startswith("default-src 'none'")
    assert "connect-src" not in policy
    assert "http" not in policy
    (script,) = [text for attrs, text in parts.scripts if not attrs]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy


def test_nothing_in_it_is_somewhere_else(page: str) -> None:
    parts = Parts(page)
    for tag, attrs in parts.tags:
        for name in ("src", "srcset", "data", "poster"):
            assert name not in attrs, f"<{tag} {name}>"
        assert tag != "link" or str(attrs["href"]).startswith("data:")
    styles = re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL)
    assert all(found.startswith('"data:') for style in styles for found in re.findall(r"url\(([^)]*)", style))
    assert "@import" not in "".join(styles)


def test_the_same_recording_is_the_same_file(page: str) -> None:
    again = record_page(Experiment.model_validate(SMALL), 20, ["probabilities"], Look(title=EVIL, lab="https://lab.example.org/"))
    assert again == page


def test_panels_that_are_not_in_it_have_no_code_in_it() -> None:
    few, many = player().script(["probabilities"]), player().script(["probabilities", "numbers", "polygon"])
    assert len(few) < len(many) - 40_000


def test_a_shared_player_holds_scripts_and_styles_of_all_panels() -> None:
    page = record_page(Experiment.model_validate(SMALL), 5, ["probabilities"], Look(shared="player.js"))
    assert len(page) < 80_000
    assert '<script src="player.js"></script>' in page
    assert "script-src 'self' file:;" in policy_of(Parts(page))
    shared = shared_player(player())
    assert "@font-face" in shared
    assert "</script" not in shared


def test_plotly_comes_along_where_it_is_asked_for() -> None:
    page = record_page(Experiment.model_validate(SMALL), 5, ["probabilities"], Look(plotly=True))
    assert len(page) > 3_000_000
    assert policy_of(Parts(page)).count("sha256-") == 2


def test_comments_and_indentation_are_left_away_and_literals_are_not() -> None:
    source = """/**
 * What it does: `ticks`.
 */
  // A word.
  const f = (/** @type {number} */ x) => `a
    // b
  ${x}`;
    return "/* kept */";
"""
    assert lean(source) == 'const f = (x) => `a\n    // b\n  ${x}`;\nreturn "/* kept */";'


def test_spaces_stay_where_they_may_be_in_a_text_or_a_pattern_or_mean_something() -> None:
    assert lean("if (a < b && c) { d = - -e + f[1, 2]; return g; }") == "if(a<b&&c){d=- -e + f[1,2];return g;}"
    assert lean("return (a , b) => typeof c in d ? e : f ;") == "return(a,b)=>typeof c in d?e:f;"
    for kept in ('say("a , b") ;', "say(/ , /) ;", "a < !b ;", "a / b"):
        assert lean(kept) == kept


def test_the_first_picture_is_a_file_of_its_own() -> None:
    svg = first_svg(PRESETS[0].experiment)
    assert svg is not None
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "var(" not in svg
