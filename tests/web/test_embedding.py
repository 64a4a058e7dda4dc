"""What other people's pages are given: oEmbed, first pictures, the element's module, and the schema of the messages."""

from __future__ import annotations

import re
from typing import get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.runs import Limits, parse_experiment
from policyscope.runs.presets import PRESETS
from policyscope.web.embedding.messages import COMMANDS, EVENTS, Key, schemas
from policyscope.web.embedding.oembed import framed
from policyscope.web.embedding.query import experiment_of
from policyscope.web.embedding.still import still
from tests.web.kit import Running, serving


def oembed(server: Running, url: str, **more: str) -> tuple[int, dict[str, object]]:
    answer = server.get("/oembed", params={"url": url, **more})
    return answer.status_code, answer.json()


def test_oembed_gives_one_bare_iframe(server: Running) -> None:
    status, answer = oembed(server, f"{server.url}/?preset=short_corridor&lr=0.01&utm_source=mail&autoplay=true#?secret=abc")
    assert status == 200
    assert {name: answer[name] for name in ("version", "type", "width", "height", "provider_name")} == {
        "version": "1.0", "type": "rich", "width": 800, "height": 480, "provider_name": "Policyscope",
    }  # fmt: skip
    frame = ElementTree.fromstring(str(answer["html"]))
    assert frame.tag == "iframe"
    assert len(frame) == 0
    assert frame.get("src") == f"{server.url}/embed?preset=short_corridor&lr=0.01&utm_source=mail"
    assert "Short corridor" in str(frame.get("title"))


@pytest.mark.parametrize(
    ("most", "width", "height"),
    [({"maxwidth": "300"}, 300, 480), ({"maxwidth": "9999", "maxheight": "200"}, 800, 200), ({"maxwidth": "3"}, 100, 480)],
)
def test_oembed_honours_the_maxima(server: Running, most: dict[str, str], width: int, height: int) -> None:
    _, answer = oembed(server, f"{server.url}/embed", **most)
    assert (answer["width"], answer["height"]) == (width, height)


@pytest.mark.parametrize("path", ["", "/reference", "/docs", "/api/catalog", "/embed.js", "/embedded"])
def test_oembed_knows_its_own_pages_only(server: Running, path: str) -> None:
    address = "https://elsewhere.example/embed" if path == "" else server.url + path
    assert oembed(server, address)[0] == 404
    assert oembed(server, "")[0] == 404
    assert oembed(server, "http://[")[0] == 404


def test_oembed_speaks_json_only(server: Running) -> None:
    status, answer = oembed(server, f"{server.url}/embed", format="xml")
    assert status == 501
    assert "format=json" in str(answer["detail"])


@given(st.text(max_size=60))
def test_no_address_is_too_strange(url: str) -> None:
    assert framed(url, "lab.example") is None or url.lower().startswith("http")


def test_pages_lead_to_oembed(server: Running) -> None:
    for path in ("/", "/embed", "/?preset=grid", "/embed?preset=grid&panels=landscape"):
        link = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', server.get(path).text)
        assert link is not None, path
        answer = server.get(link[1].replace("&amp;", "&").removeprefix(server.url))
        assert answer.status_code == 200
        assert ("preset=grid" in answer.json()["html"]) == ("grid" in path)


def test_behind_a_proxy_the_prefix_is_part_of_the_address() -> None:
    with serving(trusted_proxies="127.0.0.1") as server:
        told = {"X-Forwarded-Prefix": "/lab", "X-Forwarded-Host": "course.example", "X-Forwarded-Proto": "https"}
        assert (
            "https://course.example/lab/oembed?format=json&amp;url=https%3A%2F%2Fcourse.example%2Flab%2Fembed"
            in server.get("/embed", headers=told).text
        )
        for page in ("/lab/embed?seed=1", "/lab/?seed=1"):
            answer = server.get("/oembed", params={"url": f"https://course.example{page}"}, headers=told)
            assert 'src="https://course.example/lab/embed?seed=1"' in answer.json()["html"]
        assert server.get("/oembed", params={"url": "https://course.example/embed/x"}, headers=told).status_code == 404


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_small_preset_has_a_first_picture(preset: object) -> None:
    named = next(one for one in PRESETS if one is preset)
    drawn = still(named.experiment, Limits())
    if drawn is None:
        assert named.experiment.problem.kind == "gymnasium"
        return
    svg, says = drawn
    picture = ElementTree.fromstring(svg)
    assert len(picture) > 0
    for bar in picture.iter("rect"):
        assert float(bar.get("width", "nan")) >= 0
    assert says.startswith("Before the first update")


def test_a_query_is_read_as_the_page_reads_it() -> None:
    def read(query: str) -> dict[str, object]:
        found = experiment_of(query)
        assert found is not None
        return found.model_dump(mode="json")

    assert read("") == PRESETS[0].experiment.model_dump(mode="json")
    assert read("preset=grid&panels=landscape&utm_source=x&baseline_hide=true") == read("preset=grid")
    changed = parse_experiment(
        {
            "problem": {"kind": "bandit", "means": [0.0, 1.0]},
            "optimizer": {"kind": "ascent", "learning_rate": 0.5},
            "estimator": {"kind": "reinforce", "baseline": {"kind": "constant", "value": 2}},
        }
    )
    assert read("b=2&baseline=constant&means=0,1&lr=0.5") == changed.model_dump(mode="json")
    assert read("theta=1,2,3")["initial_theta"] == [1.0, 2.0, 3.0]
    assert experiment_of("at=60") is None, "another moment than the beginning"
    assert experiment_of("lr=much") is None
    assert experiment_of("means=" + "1," * 5000) is None


def test_the_first_picture_stands_in_the_page(server: Running) -> None:
    page = server.get("/embed?means=0,1&theta=0,2&theme=dark").text
    assert 'data-theme="dark"' in page
    assert "π(A) = 0.12, π(B) = 0.88" in page
    assert 'class="still"' not in server.get("/embed?at=20").text
    assert 'class="still"' not in server.get("/embed?preset=taxi").text, "too large to be drawn unasked"
    assert 'class="still"' not in server.get("/").text


def test_nothing_of_an_address_becomes_markup(server: Running) -> None:
    for query in ('theme="><script>', "preset=<script>x</script>", "a={{catalog}}&b=<b>", "panels='onload='x"):
        page = server.get(f"/embed?{query}").text
        outside = page.split('id="catalog">')[0]
        assert "<script>x" not in outside
        assert "<b>" not in outside
        assert 'theme="><' not in outside


def test_the_element_is_served_to_everybody(server: Running) -> None:
    for path in ("/embed.js", "/embed.mjs", "/embed/schema"):
        answer = server.get(path, headers={"Origin": "https://course.example"})
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    module = server.get("/embed.js")
    assert module.headers["content-type"].startswith("text/javascript")
    assert not re.search(r"^import\s", module.text, re.MULTILINE), "one file, wherever it is copied to"


def test_every_message_is_described(server: Running) -> None:
    described = server.get("/embed/schema").json()
    assert described == schemas()
    assert set(described["commands"]) == {
        f"policyscope:{name}" for name in ("play", "pause", "step", "set", "light", "getState", "setState")
    }
    for model in (*COMMANDS, *EVENTS):
        assert model.__doc__
        assert all(field.description for name, field in model.model_fields.items() if name != "type"), model
    sent = "".join(
        asset.content.decode()
        for name, asset in server.services.assets.files.items()
        if name.startswith("js/page/embedded/") or name == "js/embed.js"
    )
    for kind in described["events"]:
        assert kind == "" or f'"{kind}"' in sent, kind
    for key in get_args(Key.model_fields["key"].annotation):
        assert f'"{key}"' in sent


def test_who_may_command_is_written_into_the_page() -> None:
    with serving(embed_parents="https://course.example") as server:
        assert '<meta name="parents" content="https://course.example" />' in server.get("/embed").text
