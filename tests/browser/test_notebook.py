"""Notebooks, executed by nbclient: what `ps.show` puts under a cell, in the page that nbconvert makes of it and in a widget's host."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, Request, expect

from tests.browser.elsewhere import elsewhere
from tests.browser.kit import ROOT, Open, Server, eventually

EXAMPLE = ROOT / "docs" / "examples" / "notebook" / "lesson.ipynb"
# Of Jupyter's own.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jupyter reads and writes nothing of the person who runs the tests."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


def executed(notebook: Any, folder: Path) -> Any:
    return NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()


def test_a_recording_survives_the_export_and_plays_offline(browser: Browser, tmp_path: Path) -> None:
    notebook = executed(nbformat.read(EXAMPLE, as_version=4), tmp_path)
    html, _ = HTMLExporter().from_notebook_node(notebook)
    file = tmp_path / "lesson.html"
    file.write_text(html, encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one))
    page.goto(file.as_uri())
    frame = page.frame_locator("iframe")
    for panel in ("Estimate cloud", "Action probabilities"):
        expect(frame.get_by_role("region", name=panel, exact=True).locator("canvas").first).to_be_visible()
    frame.get_by_role("button", name="Play", exact=True).click()
    expect(frame.get_by_role("slider", name="Step through the run")).to_have_attribute(
        "aria-valuetext", re.compile(r"Update [1-9]\d* of 200")
    )
    assert asked, "nbconvert's own page asks for MathJax"
    assert [one.url for one in asked if one.frame != page.main_frame and not one.url.startswith(("data:", "blob:"))] == []
    context.close()


LIVE = """import policyscope as ps
shown = ps.show("three_arms", ["probabilities"], height=320)
shown"""

HOST = """<!doctype html><html lang="en"><title>A notebook</title><div id="cell"></div><script type="module">
  const fields = %s;
  const acts = {};
  window.saved = 0;
  window.model = {
    get: (name) => fields[name],
    set(name, value) {
      fields[name] = value;
      acts[`change:${name}`]?.();
    },
    save_changes: () => (saved += 1),
    on: (event, act) => (acts[event] = act),
    off: (event) => delete acts[event],
  };
  const { default: widget } = await import(fields._esm);
  window.end = widget.render({ model, el: document.getElementById("cell") });
</script></html>"""
"""As much of a notebook's front end as a widget knows of."""


def test_a_live_cell_is_a_widget(server: Server, open_page: Open, tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell(LIVE)
    notebook = executed(nbformat.v4.new_notebook(cells=[cell]), tmp_path)
    (output,) = notebook.cells[0].outputs
    assert output["data"]["text/html"].startswith("<iframe src="), "for those that show no widgets"
    model = output["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]
    state = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"][model]["state"]
    assert (state["_model_module"], state["_esm"]) == ("anywidget", f"{state['server']}embed.mjs")
    # The kernel's own lab has ended with it.
    held = {"/": HOST % json.dumps(state).replace(state["server"], f"{server.url}/")}
    with elsewhere(held) as url:
        page = open_page(f"{url}/", ready=False)
        frame = page.frame_locator("policy-scope iframe")
        expect(frame.get_by_role("region", name="Action probabilities", exact=True).locator("canvas").first).to_be_visible()
        assert page.locator("policy-scope").evaluate("one => one.offsetHeight") == 320
        frame.get_by_role("button", name="Step", exact=True).click()
        eventually(page, lambda: page.evaluate("() => model.get('shown').update") == 1)
        assert len(page.evaluate("() => model.get('shown').theta")) == 3
        assert page.evaluate("() => saved") > 0
        rate = frame.get_by_role("spinbutton", name="Learning rate", exact=True)
        for options, value in (("{ ...model.get('options'), lr: 0.7 }", "0.7"), ("{ panels: 'probabilities' }", "0.1")):
            page.evaluate(f"() => model.set('options', {options})")
            expect(rate).to_have_value(value)
        page.evaluate("() => end()")
        expect(page.locator("policy-scope")).to_have_count(0)
