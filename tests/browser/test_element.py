"""<policy-scope> in a course page of another origin."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from policyscope.runs import PRESETS
from policyscope.web.recordings import record_page
from tests.browser.elsewhere import elsewhere
from tests.browser.kit import ROOT, Open, Server, eventually, free_port

Pages = tuple[str, dict[str, str]]


@pytest.fixture
def pages() -> Iterator[Pages]:
    held: dict[str, str] = {}
    with elsewhere(held) as url:
        yield url, held


def shown(open_page: Open, pages: Pages, body: str, script: str, **options: Any) -> Page:
    url, held = pages
    html = f"<!doctype html><html lang='en'><title>Week 8</title><script type='module' src='{script}'></script>"
    held["/"] = f"{html}<main><h1>Week 8</h1>{body}</main></html>"
    return open_page(f"{url}/", ready=False, **options)


LAB = '<policy-scope panels="probabilities" lr="0.5" baseline_hide title="Three arms"><p>A picture of three arms.</p></policy-scope>'


def test_attributes_are_the_keys_of_the_address(server: Server, open_page: Open, pages: Pages) -> None:
    page = shown(open_page, pages, LAB, f"{server.url}/embed.js")
    ready = page.evaluate("() => document.querySelector('policy-scope').ready")
    assert ready["panels"] == ["probabilities"]
    again = page.evaluate("() => document.querySelector('policy-scope').ready")
    assert again == ready, "those who listen late hear it too"
    frame = page.frames[1]
    assert frame.url == f"{server.url}/embed?panels=probabilities&lr=0.5&baseline_hide=true"
    expect(frame.get_by_role("combobox", name="Baseline", exact=True)).to_have_count(0)
    assert page.locator("policy-scope").evaluate("(one) => one.shadowRoot.querySelector('iframe').title") == "Three arms"
    answer = page.evaluate("() => document.querySelector('policy-scope').step(7)")
    assert answer["shown"]["update"] == 7
    page.evaluate("() => document.querySelector('policy-scope').setAttribute('lr', '0.25')")
    expect(frame.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.25")
    why = page.evaluate("() => document.querySelector('policy-scope').set({ nowhere: 1 }).catch((why) => why.message)")
    assert "nowhere" in why


def test_nothing_moves_and_what_stands_inside_is_seen_before(server: Server, open_page: Open, pages: Pages) -> None:
    # As in every snippet: the page knows the height before the script has come.
    body = LAB.replace("title=", 'style="display:block;height:400px" title=')
    page = shown(open_page, pages, f"{body}<p>After</p>", f"{server.url}/embed.js")
    page.evaluate("""() => {
      window.moved = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.moved += entry.value; })
        .observe({ type: 'layout-shift', buffered: true });
    }""")
    before = page.locator("policy-scope").bounding_box()
    page.evaluate("() => document.querySelector('policy-scope').ready")
    assert page.locator("policy-scope").bounding_box() == before
    assert page.evaluate("() => moved") == 0


def test_where_the_lab_cannot_be_reached_the_page_keeps_its_own_words(server: Server, open_page: Open, pages: Pages) -> None:
    url, held = pages
    held["/copy.js"] = page_module(server)
    body = '<policy-scope server="http://127.0.0.1:9/" panels="curve">A picture of three arms.</policy-scope>'
    page = shown(open_page, pages, body, f"{url}/copy.js", lost_server=True)
    expect(page.locator("policy-scope")).to_have_js_property("isConnected", True)
    eventually(page, lambda: page.evaluate("() => document.querySelector('policy-scope').frame !== null"))
    page.wait_for_timeout(300)
    expect(page.get_by_text("A picture of three arms.")).to_be_visible()


def page_module(server: Server) -> str:
    from urllib.request import urlopen

    with urlopen(f"{server.url}/embed.js", timeout=20) as answer:
        return str(answer.read().decode())


def test_far_below_no_frame_is_made_and_none_is_left_behind(server: Server, open_page: Open, pages: Pages) -> None:
    body = f"<div style='height:6000px'></div>{LAB}"
    page = shown(open_page, pages, body, f"{server.url}/embed.js", size=(900, 600))
    page.wait_for_function("() => customElements.get('policy-scope')")
    page.wait_for_timeout(300)
    assert len(page.frames) == 1
    page.evaluate("() => scrollTo(0, 4600)")
    eventually(page, lambda: len(page.frames) == 2)
    page.evaluate("() => { window.one = document.querySelector('policy-scope'); one.ready.then(() => one.remove()); scrollTo(0, 6000); }")
    eventually(page, lambda: len(page.frames) == 1)
    assert page.evaluate("() => one.frame === null && !one.hasAttribute('live') && one.asked.size === 0")
    page.evaluate("() => document.querySelector('main').append(one)")
    eventually(page, lambda: len(page.frames) == 2)
    assert page.evaluate("() => one.ready.then((message) => message.type)") == "policyscope:ready"


def test_its_height_is_its_own_or_what_the_frame_asks_for(server: Server, open_page: Open, pages: Pages) -> None:
    fixed, free = (
        f'<policy-scope panels="{panels}" height="{high}"></policy-scope>' for panels, high in (("curve", 300), ("curve,cloud", "auto"))
    )
    page = shown(open_page, pages, f"<div style='width:420px'>{fixed}{free}</div>", f"{server.url}/embed.js", size=(900, 1400))
    page.evaluate("() => Promise.all([...document.querySelectorAll('policy-scope')].map((one) => one.ready))")
    heights = "() => [...document.querySelectorAll('policy-scope')].map((one) => one.offsetHeight)"
    assert eventually(page, lambda: page.evaluate(heights)[1] > 600), "two panels, one under the other"
    assert page.evaluate(heights)[0] == 300


def test_keys_and_focus_come_back(server: Server, open_page: Open, pages: Pages) -> None:
    page = shown(open_page, pages, LAB, f"{server.url}/embed.js")
    page.evaluate("""() => {
      window.keys = [];
      addEventListener('keydown', (event) => keys.push(event.key));
      return document.querySelector('policy-scope').ready;
    }""")
    page.frames[1].locator("#board").focus()
    page.keyboard.press("PageDown")
    eventually(page, lambda: page.evaluate("() => keys") == ["PageDown"])
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement === document.body")


def test_a_notebooks_widget_renders_it(server: Server, open_page: Open, pages: Pages) -> None:
    script = f"""<div id="cell"></div><script type="module">
      import widget from "{server.url}/embed.mjs";
      const fields = {{ options: {{ panels: "probabilities", lr: 0.3 }}, height: 320 }};
      window.end = widget.render({{ model: {{ get: (name) => fields[name] }}, el: document.getElementById("cell") }});
    </script>"""
    page = shown(open_page, pages, script, f"{server.url}/embed.js")
    page.wait_for_function("() => document.querySelector('#cell policy-scope')")
    assert page.evaluate("() => document.querySelector('policy-scope').ready.then((message) => message.panels)") == ["probabilities"]
    assert page.evaluate("() => document.querySelector('policy-scope').offsetHeight") == 320
    page.evaluate("() => end()")
    assert page.evaluate("() => document.querySelector('policy-scope')") is None


@pytest.fixture
def alone(browser: Browser) -> Iterator[Page]:
    """A page whose lab is away, which the browser complains of."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_where_the_lab_does_not_answer_the_recording_is_shown(alone: Page, pages: Pages) -> None:
    url, held = pages
    held["/lesson.html"] = record_page(PRESETS[0].experiment, 40, ["probabilities"])
    held["/embed.js"] = (ROOT / "static" / "js" / "element.js").read_text()
    away = f"http://127.0.0.1:{free_port()}/"
    held["/"] = (
        "<!doctype html><html lang='en'><title>Week 8</title><script type='module' src='/embed.js'></script>"
        f"<policy-scope server='{away}' recording='lesson.html' panels='probabilities' lr='0.5'>Three arms</policy-scope></html>"
    )
    alone.goto(f"{url}/")
    frame = alone.frame_locator("iframe")
    frame.get_by_role("button", name="Step", exact=True).click()
    expect(frame.get_by_role("slider", name="Step through the run")).to_have_attribute("aria-valuetext", "Update 1 of 40")
    expect(alone.locator("policy-scope")).to_have_attribute("live", "")
    assert alone.evaluate("() => document.querySelector('policy-scope').step(5)")["shown"]["update"] == 6
    why = alone.evaluate("() => document.querySelector('policy-scope').set({ seed: 1 }).catch((why) => why.message)")
    assert "recording" in why


def test_where_the_script_is_away_too_the_page_shows_the_recording(alone: Page, pages: Pages) -> None:
    url, held = pages
    held["/lesson.html"] = record_page(PRESETS[0].experiment, 40, ["probabilities"])
    away = f"http://127.0.0.1:{free_port()}/"
    script = (ROOT / "static" / "js" / "run" / "snippets.js").as_posix()
    wanted = {"lab": away, "query": "?panels=probabilities", "title": "Three arms", "height": 400, "recording": "lesson.html"}
    code = f"const {{ SNIPPETS }} = await import('{script}'); console.log(SNIPPETS[1].write({json.dumps(wanted)}))"
    told = subprocess.run(["node", "--input-type=module", "-e", code], capture_output=True, text=True, check=True, timeout=60).stdout
    held["/"] = f"<!doctype html><html lang='en'><title>Week 8</title>{told}</html>"
    alone.goto(f"{url}/")
    frame = alone.frame_locator("iframe")
    frame.get_by_role("button", name="Step", exact=True).click()
    expect(frame.get_by_role("slider", name="Step through the run")).to_have_attribute("aria-valuetext", "Update 1 of 40")
