"""A recording in a real browser, offline: from a file and in a sandboxed frame it plays, steps, scrubs, saves, and asks for nothing."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

import policyscope as ps
from policyscope.runs import PRESETS, Limits
from policyscope.runs.playback import playback
from policyscope.web.page_catalog import page_catalog
from policyscope.web.recordings import Look, player, record_page, recording_page, shared_player
from tests.browser.elsewhere import elsewhere
from tests.browser.kit import Open, Read, eventually

EVIL = "<img src=x onerror=alert(1)>"
SLIDER = "Step through the run"


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recordings") / "three arms.html"
    path.write_text(record_page(PRESETS[0].experiment, 300, None, Look(lab="https://lab.example.org/")))
    return path


@pytest.fixture
def blocked(browser: Browser) -> Iterator[Page]:
    """A page that may complain: of the scripts its sandbox has stopped."""
    context = browser.new_context(offline=True)
    yield context.new_page()
    context.close()


def at(where: Page | FrameLocator, update: int, of: int = 300) -> None:
    expect(where.get_by_role("slider", name=SLIDER)).to_have_attribute("aria-valuetext", f"Update {update} of {of}")


def works(where: Page | FrameLocator) -> None:
    """Plays, steps, scrubs there and back, and reads a table."""
    at(where, 0)
    where.get_by_role("button", name="Play").click()
    expect(where.get_by_role("slider", name=SLIDER)).to_have_attribute("aria-valuetext", re.compile(r"Update [1-9]\d+ of 300"))
    where.get_by_role("button", name="Pause").click()
    slider = where.get_by_role("slider", name=SLIDER)
    slider.fill("250")
    at(where, 250)
    where.get_by_role("button", name="Step").click()
    at(where, 251)
    slider.fill("40")
    at(where, 40)
    where.get_by_role("button", name="Step").click()
    at(where, 41)
    slider.fill("300")
    at(where, 300)
    where.get_by_role("button", name="Reset").click()
    at(where, 0)
    region = where.get_by_role("region", name="Action probabilities", exact=True)
    region.get_by_role("button", name="Data table").click()
    expect(region.get_by_role("table")).to_contain_text("0.333")


def test_from_a_file_it_works_and_asks_for_itself_alone(recording: Path, read: Read) -> None:
    page, asked = read(recording.as_uri())
    works(page)
    assert asked == [recording.as_uri()]


def framed(page: Page, html: str, sandbox: str) -> FrameLocator:
    """The recording as a notebook or an editor shows it."""
    page.evaluate(
        """([html, sandbox]) => {
          const frame = document.createElement("iframe");
          Object.assign(frame, { id: "f", width: 1200, height: 700, sandbox, srcdoc: html });
          document.body.append(frame);
        }""",
        [html, sandbox],
    )
    return page.frame_locator("#f")


def test_in_a_sandboxed_frame_it_works_and_asks_for_nothing(recording: Path, read: Read) -> None:
    page, asked = read("about:blank")
    works(framed(page, recording.read_text(), "allow-scripts"))
    assert [url for url in asked if not url.startswith("about:")] == []


def test_its_numbers_are_those_of_the_run(recording: Path, read: Read) -> None:
    page, _ = read(recording.as_uri())
    page.get_by_role("slider", name=SLIDER).fill("123")
    at(page, 123)
    frame = playback(PRESETS[0].experiment, 123, ["probabilities"]).content["frames"][-1]
    chances = frame["probabilities"][0]
    region = page.get_by_role("region", name="Policy simplex", exact=True)
    expect(region.locator(".panel-summary")).to_contain_text(f"A {chances[0]:.3f}, B {chances[1]:.3f}, C {chances[2]:.3f}")
    expect(region.locator(".panel-summary")).to_contain_text(f"J = {frame['exact']['value']:.4f}")


def test_nothing_is_shown_that_could_not_act(recording: Path, read: Read) -> None:
    page, _ = read(recording.as_uri())
    at(page, 0)
    for name in ("One sample", "New seed", "Use this b in the run", "Branch here"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    for name in ("Learning rate", "Value of θ A", "π A"):
        expect(page.get_by_role("textbox", name=name, exact=True)).to_have_count(0)
    for panel in ("Objective landscape", "Policy simplex"):
        expect(page.get_by_role("region", name=panel, exact=True).get_by_role("slider")).to_have_count(0)


def test_one_run_of_a_pair_is_recorded_and_controls_can_be_hidden(tmp_path: Path, read: Read) -> None:
    """The experiment of a pair's first run: nobody is asked for the second."""
    pair = next(preset for preset in PRESETS if preset.compare)
    path = tmp_path / "pair.html"
    path.write_text(record_page(pair.experiment, 5, ["probabilities"], Look(hide=("timeline",))))
    page, asked = read(path.as_uri())
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("slider", name=SLIDER)).to_have_count(0)
    page.get_by_role("button", name="Step").click()
    expect(page.get_by_role("region", name="Action probabilities")).to_be_visible()
    assert asked == [path.as_uri()]


def differ(page: Page, title: str) -> None:
    summary = page.get_by_role("region", name=title, exact=True).locator(".panel-summary")
    expect(summary.locator(".sentence")).to_have_count(2)
    first, second = summary.locator(".sentence").all_inner_texts()
    assert first.startswith("Run A: ")
    assert second.startswith("Run B: ")
    assert first[3:] != second[3:]


@pytest.mark.parametrize("name", [one.name for one in PRESETS if one.compare])
def test_both_runs_of_a_pair_are_played_back(name: str, tmp_path: Path, read: Read) -> None:
    """Side by side, scrubbed and played together; what B is stands beside the controls, and nobody is asked for anything."""
    pair = next(one for one in PRESETS if one.name == name)
    path = tmp_path / "pair.html"
    path.write_text(record_page(pair.experiment, 80, None, Look(lab="https://lab.example.org/"), second=pair.second))
    page, asked = read(path.as_uri())
    expect(page.get_by_text("B dashed and open")).to_be_visible()
    slider = page.get_by_role("slider", name=SLIDER)
    slider.fill("80")
    at(page, 80, 80)
    differ(page, "Learning curve")
    content = playback(pair.experiment, 80, pair.panels, second=pair.second).content
    values = [each["frames"][-1]["exact"]["value"] for each in (content, content["second"])]
    summary = page.get_by_role("region", name="Learning curve", exact=True).locator(".panel-summary .sentence")
    for line, value in zip(summary.all(), values, strict=True):
        expect(line).to_contain_text(f"J = {value:.3f} after 80 updates")
    slider.fill("0")
    page.get_by_role("button", name="Play").click()
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"Update [1-9]\d+ of 80"))
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()

    def abreast() -> bool:
        said = [re.search(r"after (\d+) updates", line) for line in summary.all_inner_texts()]
        shown = re.search(r"Update (\d+)", slider.get_attribute("aria-valuetext") or "")
        return len({found[1] for found in [*said, shown] if found}) == 1 and all(said)

    eventually(page, abreast)
    link = page.get_by_role("link", name="Open in the lab")
    link.hover()
    assert "b." in (link.get_attribute("href") or "") or f"preset={name}" in (link.get_attribute("href") or "")
    assert asked == [path.as_uri()]


def test_a_panel_that_stands_beside_the_first_has_answers_of_its_own(tmp_path: Path, read: Read) -> None:
    first = next(one.experiment for one in PRESETS if one.name == "three_objectives")
    second = first.model_copy(update={"seed": first.seed + 1})
    path = tmp_path / "pair.html"
    path.write_text(record_page(first, 20, ["objectives"], second=second))
    page, _ = read(path.as_uri())
    page.get_by_role("slider", name=SLIDER).fill("20")
    at(page, 20, 20)
    both = page.get_by_role("region", name="Objectives", exact=True)
    expect(both.get_by_role("group", name="Objectives: B")).to_be_visible()
    differ(page, "Objectives")


def test_it_leads_to_the_moment_in_the_lab(recording: Path, read: Read) -> None:
    page, _ = read(recording.as_uri())
    page.get_by_role("slider", name=SLIDER).fill("60")
    at(page, 60)
    link = page.get_by_role("link", name="Open in the lab")
    link.hover()
    expect(link).to_have_attribute("href", re.compile(r"^https://lab\.example\.org/\?.*at=60"))


def test_without_scripts_its_first_picture_stands(recording: Path, blocked: Page) -> None:
    frame = framed(blocked, recording.read_text(), "")
    expect(frame.locator("#still svg")).to_be_visible()
    expect(frame.locator("noscript")).to_be_visible()


def test_a_name_with_markup_is_text(tmp_path: Path, read: Read) -> None:
    experiment = PRESETS[0].experiment
    made = playback(experiment, 5, ["probabilities", "landscape", "numbers", "cloud", "polygon", "simplex"])
    content = json.loads(orjson.dumps(made.content, option=orjson.OPT_SERIALIZE_NUMPY))
    content["opened"]["problem"]["action_names"] = [EVIL, "B", "C"]
    content["opened"]["policy"]["parameter_names"] = [EVIL, "B", "C"]
    object.__setattr__(made, "content", content)
    path = tmp_path / "evil.html"
    path.write_text(recording_page(made, experiment, page_catalog(Limits()), player(), Look(title=EVIL)))
    page, asked = read(path.as_uri())
    at(page, 0, 5)
    page.get_by_role("button", name="Step").click()
    at(page, 1, 5)
    for button in page.get_by_role("button", name="Data table").all():
        button.click()
    expect(page.get_by_role("cell", name=EVIL).or_(page.get_by_role("rowheader", name=EVIL)).first).to_be_visible()
    assert page.locator("img").count() == 0
    assert len(asked) == 1


def test_several_recordings_share_a_player(tmp_path: Path, read: Read) -> None:
    (tmp_path / "player.js").write_text(shared_player(player()))
    for panel in ("probabilities", "curve"):
        path = tmp_path / f"{panel}.html"
        path.write_text(record_page(PRESETS[0].experiment, 20, [panel], Look(shared="player.js")))
        page, asked = read(path.as_uri())
        page.get_by_role("button", name="Step").click()
        at(page, 1, 20)
        assert asked == [path.as_uri(), (tmp_path / "player.js").as_uri()]


@pytest.mark.parametrize("panel", ["Objective landscape", "Policy simplex", "Action probabilities", "Score polygon", "Estimate cloud"])
def test_a_picture_is_saved_without_plotly(recording: Path, read: Read, panel: str, tmp_path: Path) -> None:
    page, asked = read(recording.as_uri())
    page.get_by_role("slider", name=SLIDER).fill("150")
    at(page, 150)
    region = page.get_by_role("region", name=panel, exact=True)
    region.get_by_role("button", name="Save").click()
    with page.expect_download() as started:
        region.get_by_role("menuitem", name="Picture as SVG").click()
    path = tmp_path / "a.svg"
    started.value.save_as(path)
    root = ElementTree.parse(path).getroot()
    assert root.tag.endswith("svg")
    words = "".join(root.itertext())
    assert panel in words
    assert '"update":150' in words
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) > 3
    region.get_by_role("button", name="Save").click()
    with page.expect_download() as started:
        region.get_by_role("menuitem", name="Picture as PNG").click()
    started.value.save_as(tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [recording.as_uri()]


def test_hovering_says_what_a_point_is(recording: Path, read: Read) -> None:
    page, _ = read(recording.as_uri())
    page.get_by_role("slider", name=SLIDER).fill("150")
    at(page, 150)
    stage = page.get_by_role("region", name="Action probabilities", exact=True).locator(".stage").last
    box = stage.bounding_box()
    assert box is not None
    stage.hover(position={"x": 0.25 * box["width"], "y": 0.8 * box["height"]})
    expect(stage.locator(".hover-words")).to_contain_text(re.compile(r"A.*0\.\d"))


def test_a_notebooks_cell_plays_by_itself(read: Read) -> None:
    page, asked = read("about:blank")
    page.set_content(ps.show("three_arms", ["probabilities"], recorded=True, updates=300)._repr_html_())
    works(page.frame_locator("iframe"))
    assert [url for url in asked if not url.startswith("about:")] == []


def test_a_notebooks_live_cell_is_a_lab(open_page: Open) -> None:
    shown = ps.show(ps.experiment(preset="three_arms", seed=5), ["probabilities"])
    with elsewhere({"/notebook.html": f"<!doctype html><title>A notebook</title>{shown._repr_html_()}"}) as notebook:
        page = open_page(f"{notebook}/notebook.html", ready=False)
        frame = page.frame_locator("iframe")
        region = frame.get_by_role("region", name="Action probabilities")
        expect(region.locator(".panel-summary")).to_contain_text("equally often")
        frame.get_by_role("button", name="Step", exact=True).click()
        expect(frame.get_by_role("slider", name=SLIDER)).to_have_attribute("aria-valuetext", "Update 1 of 1")


def test_with_plotly_it_zooms_and_still_asks_for_nothing(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "plotly.html"
    path.write_text(record_page(PRESETS[0].experiment, 60, ["probabilities"], Look(plotly=True)))
    page, asked = read(path.as_uri())
    page.get_by_role("slider", name=SLIDER).fill("60")
    at(page, 60, 60)
    expect(page.locator(".stage.still").first).to_be_visible(timeout=60_000)
    expect(page.locator(".plot .main-svg").first).to_be_attached()
    region = page.get_by_role("region", name="Action probabilities", exact=True)
    region.get_by_role("button", name="Save").click()
    with page.expect_download() as started:
        region.get_by_role("menuitem", name="Picture as SVG").click()
    started.value.save_as(tmp_path / "a.svg")
    assert "<svg" in (tmp_path / "a.svg").read_text()
    assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [path.as_uri()]


def test_estimators_are_compared_at_some_moments_which_are_named(recording: Path, read: Read) -> None:
    page, _ = read(recording.as_uri())
    page.get_by_role("slider", name=SLIDER).fill("150")
    at(page, 150)
    region = page.get_by_role("region", name="Estimate cloud", exact=True)
    region.get_by_role("button", name="Compare estimators").click()
    table = region.get_by_role("table")
    expect(table).to_contain_text(re.compile(r"θ of update 14\d, 1,?000 episodes each"))
    expect(table.get_by_role("row")).to_have_count(10)
    expect(region.get_by_text("Choose estimators")).to_be_hidden()
