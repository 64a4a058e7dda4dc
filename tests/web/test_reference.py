"""The reference's page: all formulas are MathML in the font's own letters, every link leads somewhere, nothing is left unfilled."""

from __future__ import annotations

import re

import pytest

from policyscope.runs.reference import ENTRIES, documented
from policyscope.web.reference import formula, lab_link, plain, prose, written
from tests.web.kit import Running

# What formulas here are written with: all of it is in the subset of Latin Modern Math that the page loads (𝔼 or 𝒩 are not).
LETTERS = set("αβγδεθλμπρσςτφϕψωΓ∇∑∏∈∼∝≤≥≠∣‖⟨⟩←⊤⋅…·×−√′∗ℝ¯∞𝛉𝛟𝐞𝐱𝐜𝐦𝐯𝟎𝟏\u00a0\u2061\u2063")


@pytest.fixture(scope="module")
def page(server: Running) -> str:
    response = server.get("/reference")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


def test_every_kind_is_on_the_page(page: str) -> None:
    for group in ENTRIES:
        assert f'<section id="{group}"' in page
        for each in documented(group):
            assert f'<article id="{each.anchor}"' in page
            assert f'href="#{each.anchor}"' in page


def test_nothing_is_left_over(page: str) -> None:
    assert "{{" not in page.replace("{{}}", "")
    assert "$" not in re.sub(r"<pre>.*?</pre>", "", page, flags=re.DOTALL)
    assert "\\" not in page
    assert not re.search(r"(src|@import|url\()\W*https?:", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="#([^"]+)"', page):
        assert target in ids


def test_formulas_use_letters_that_the_font_has(page: str) -> None:
    used = {letter for math in re.findall(r"<math.*?</math>", page, re.DOTALL) for letter in re.sub(r"<[^>]*>|&\w+;", "", math)}
    assert {letter for letter in used if not letter.isascii()} <= LETTERS
    assert len(re.findall("<math", page)) > 150


def test_texts_become_html() -> None:
    assert prose("a < b, `c` and *d*") == "a &lt; b, <code>c</code> and <em>d</em>"
    assert prose("$x$, y") == f'<span class="whole">{formula("x", block=False)},</span> y'
    assert plain("Σ_s V(s) γ^t & J_avV of batch_size") == "Σ<sub>s</sub> V(s) γ<sup>t</sup> &amp; J<sub>avV</sub> of batch_size"
    assert written({"a": {"b": [1, 2]}}) == '{"a": {"b": [1, 2]}}'
    assert written({"problem": {"kind": "x" * 70}}) == '{\n  "problem": {\n    "kind": "' + "x" * 70 + '"\n  }\n}'


def test_kinds_that_need_arrays_of_ones_own_have_no_link() -> None:
    links = {each.anchor: lab_link(each) for group in ENTRIES for each in documented(group)}
    assert [name for name, link in links.items() if not link] == ["problem-tabular", "features-custom", "inputs-custom"]
    assert links["baseline-leave_one_out"] == "?estimator=reinforce&batch=8&baseline=leave_one_out"
    assert links["objective-average_reward"] == "?problem=two_state&objective=average_reward"
