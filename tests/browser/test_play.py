"""A person plays the default preset, turns the learning rate, switches the baseline, looks back and branches."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.kit import Open, Server, at_rest, eventually, expected_theta, play_until, step_shown, wired


def test_plays_the_default_preset(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, server.url)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled()
    assert step_shown(page) == 0
    play_until(page, 30)
    last = wire.last()
    assert step_shown(page) == last["update"] >= 30
    assert last["theta"] == expected_theta(wire, last["update"])


SAID = """
() => new Promise((resolve) => {
  const said = [];
  const words = (panel) => document.querySelector(`[data-panel="${panel}"] .panel-summary`).textContent;
  const look = () => {
    said.push([
      document.querySelector(".readout dd").textContent,
      /Update (\\d+)/.exec(document.querySelector(".timeline-words").textContent)[1],
      /Update (\\d+)/.exec(words("numbers"))[1],
      /after (\\d+) update/.exec(words("curve"))[1],
    ]);
    if (said.length < 120) requestAnimationFrame(look);
    else resolve(said);
  };
  look();
})
"""
"""What readout, timeline and two panels' sentences say, frame by frame."""


def test_what_one_screen_says_while_it_plays_is_of_one_moment(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?panels=numbers,curve,probabilities,features&speed=60")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => Number(document.querySelector('.readout dd').textContent) >= 5")
    said = page.evaluate(SAID)
    assert all(len(set(one)) == 1 for one in said), said
    assert len({one[0] for one in said}) > 3, "it played meanwhile"


def test_every_named_control_is_there(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    for name in ("Play", "Step", "One sample", "Reset", "New seed"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("slider", name="Learning rate", exact=True)).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.1")
    expect(page.get_by_role("combobox", name="Baseline", exact=True)).to_have_value("none")
    expect(page.get_by_role("slider", name="Step through the run", exact=True)).to_be_attached()
    expect(page.get_by_role("region", name="Action probabilities")).to_be_visible()


def test_learning_rate_and_baseline_change_while_it_plays(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?panels=probabilities")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => Number(document.querySelector('.readout dd').textContent) >= 5")
    rate = page.get_by_role("slider", name="Learning rate", exact=True)
    box = rate.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.6, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, y, steps=10)
    page.mouse.up()
    page.get_by_role("combobox", name="Baseline", exact=True).select_option(label="Constant")
    value = page.get_by_role("spinbutton", name="Baseline value", exact=True)
    value.fill("0.5")
    value.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('.marks i').length >= 2")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator("#live")).to_contain_text("chose")
    changes = [message["changes"] for message in wire.heard if message["type"] == "control_applied"]
    shown = page.get_by_role("spinbutton", name="Learning rate", exact=True).input_value()
    assert [one for one in changes if "optimizer.learning_rate" in one][-1]["optimizer.learning_rate"] == float(shown) > 0.1
    assert any(one.get("estimator.baseline.value") == 0.5 for one in changes)
    assert wire.last()["theta"] == expected_theta(wire, wire.last()["update"])


def test_step_and_sample(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?batch=3&panels=probabilities")
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("1")
    expect(page.locator("#live")).to_contain_text("Update 1")
    for shown in ("1 + 1", "1 + 2", "2"):
        page.get_by_role("button", name="One sample", exact=True).click()
        expect(page.locator(".readout dd").first).to_have_text(shown)
    assert wire.last()["theta"] == expected_theta(wire, 2)


def test_reset_gives_the_same_numbers_and_a_new_seed_others(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?panels=probabilities")
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("3")
    first = [frame["theta"] for frame in wire.frames() if frame["update"] == 3]
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("0")
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("3")
    again = [frame["theta"] for frame in wire.frames() if frame["update"] == 3]
    assert again[-1] == first[0]
    page.get_by_role("button", name="New seed", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("0")
    page.wait_for_function("() => /seed=\\d+/.test(location.search)")


def test_the_timeline_scrubs_without_the_server_and_branches(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?panels=probabilities")
    play_until(page, 20)
    end = step_shown(page)
    spoken = len(wire.said)
    timeline = page.get_by_role("slider", name="Step through the run")
    timeline.focus()
    timeline.press("Home")
    expect(page.locator(".readout dd").first).to_have_text("0")
    for _ in range(5):
        timeline.press("ArrowRight")
    past = at_rest(page, lambda: step_shown(page))
    assert 0 < past < end
    assert len(wire.said) == spoken, "scrubbing needs no server"
    frame = next(one for one in wire.frames() if one["update"] == past)
    numbers = page.get_by_role("region", name="Action probabilities")
    numbers.get_by_role("button", name="Data table: Action probabilities").click()
    cells = numbers.get_by_role("cell")
    shown = [float(cells.nth(2 * row).inner_text()) for row in range(3)]
    assert shown == [round(p, 4) for p in frame["probabilities"][0]]
    page.get_by_role("button", name="Branch here").click()
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text(str(past + 1))
    assert wire.last()["theta"] == expected_theta(wire, past + 1)


def test_speed_changes_how_far_a_frame_goes(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?speed=3000")
    play_until(page, 500)
    assert max(frame["block"]["updates"] for frame in wire.frames()) > 30
    assert wire.last()["theta"] == expected_theta(wire, wire.last()["update"])


@pytest.mark.parametrize("preset", ["testbed_baseline", "short_corridor", "grid", "score_polygon"])
def test_presets_say_what_to_look_for_and_play(server: Server, open_page: Open, preset: str) -> None:
    page, wire = wired(open_page, server.url)
    page.get_by_role("combobox", name="Preset").select_option(preset)
    expect(page.locator(".look-for")).not_to_be_empty()
    page.wait_for_function("(name) => location.search.includes(`preset=${name}`)", arg=preset)
    play_until(page, 5)
    assert wire.last()["update"] >= 5


def test_a_refused_setting_is_said_and_changes_nothing(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    rate = page.get_by_role("spinbutton", name="Learning rate", exact=True)
    rate.fill("-3")
    rate.press("Enter")
    expect(page.locator("[data-control='learning_rate'] .field-error")).to_contain_text("at least 0")
    expect(rate).to_have_attribute("aria-invalid", "true")
    page.get_by_text("More settings").click()
    batch = page.get_by_role("spinbutton", name="Batch size", exact=True)
    batch.fill("100000000")
    batch.press("Enter")
    expect(page.locator("[data-control='batch_size'] .field-error")).to_have_text("Expected at most 1000. The run uses 1.")
    expect(batch).to_have_value("100000000")


def test_panels_are_added_removed_and_enlarged(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    page.get_by_role("button", name="Remove: Action probabilities").click()
    expect(page.get_by_role("region", name="Action probabilities")).to_have_count(0)
    page.get_by_role("button", name="Panels").click()
    page.get_by_role("checkbox", name="Action probabilities").check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Action probabilities")).to_be_visible()
    page.get_by_role("button", name="Enlarge: Action probabilities").click()
    expect(page.locator(".panel:visible")).to_have_count(1)
    page.get_by_role("button", name="Enlarge: Action probabilities").click()
    assert page.locator(".panel:visible").count() > 1
    page.get_by_role("button", name="Enlarge: Action probabilities").click()
    expect(page.locator(".panel:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".panel:visible")).not_to_have_count(1)
    expect(page.get_by_role("button", name="Enlarge: Action probabilities")).to_be_focused()


def test_the_space_bar_plays_on_a_fresh_page(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_data_table_takes_the_pictures_place(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    for name in ("Score polygon", "Policy simplex"):
        region = page.get_by_role("region", name=name)
        button = region.get_by_role("button", name=f"Data table: {name}")
        button.click()
        table, body, below = (region.locator(one) for one in (".panel-data", ".panel-body", ".panel-summary"))
        expect(body).to_have_css("visibility", "hidden")
        seen, under = table.bounding_box(), below.bounding_box()
        assert seen
        assert under
        assert seen["y"] + seen["height"] <= under["y"] + 1, "what is below it stays free"
        button.click()
        expect(body).to_have_css("visibility", "visible")


def test_a_changed_preset_says_what_was_changed(server: Server, open_page: Open) -> None:
    """Its own sentence need not be true any more: another seed is not a lucky one."""
    page = open_page(f"{server.url}/?preset=lucky_seed&panels=probabilities")
    caption = page.locator(".look-for")
    expect(caption).to_contain_text("favour the best arm")
    page.get_by_role("button", name="New seed").click()
    expect(caption).to_contain_text("Changed: Seed")
    field = page.get_by_role("spinbutton", name="Learning rate", exact=True)
    field.fill("0.25")
    field.press("Enter")
    expect(caption).to_contain_text("Learning rate 0.25")
    page.get_by_role("combobox", name="Preset", exact=True).select_option("committal")
    expect(caption).to_contain_text("wrong arm")
    page.get_by_role("combobox", name="Preset", exact=True).select_option("lucky_seed")
    expect(caption).to_contain_text("favour the best arm")


def test_the_exact_gradient_has_no_single_samples(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?preset=two_states")
    sample = page.get_by_role("button", name="One sample", exact=True)
    expect(sample).to_be_disabled()
    expect(sample).to_have_attribute("title", "The exact gradient needs no samples")
    expect(page.locator(".curve-key").filter(has_text="sampled returns")).to_be_hidden()


def test_presets_chosen_in_haste_leave_the_last_one(server: Server, open_page: Open) -> None:
    """Each begins a run of another size; a picture of one run's θ in another's plane would be refused, and the page complain."""
    page, wire = wired(open_page, f"{server.url}/?panels=landscape,probabilities")
    preset = page.get_by_role("combobox", name="Preset", exact=True)
    for names in (("grid", "three_arms"), ("gaussian", "network", "steering"), ("cliff", "two_states", "three_arms")):
        for name in names:
            preset.select_option(name)
        eventually(page, lambda: [one["type"] for one in wire.heard].count("opened") == [one["type"] for one in wire.said].count("open"))
        expect(page.get_by_role("region", name="Objective landscape").locator(".panel-summary")).to_contain_text("J = ")
        at_rest(page, lambda: len(wire.heard))
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("1")
    assert len(wire.last()["theta"]) == 3
