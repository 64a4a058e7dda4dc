"""The first seconds: kernels that load or compile, a slow plotly.js, no plotly.js at all, a catalog that comes late."""

from __future__ import annotations

from importlib.metadata import version

from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.kit import Open, Server, apart, picture, play_until, stands, step_shown

ORDER = """window.order = [];
new MutationObserver(() => {
  for (const [name, sign] of [['page', '.readout'], ['plotly', '.js-plotly-plot']])
    if (document.querySelector(sign) && !order.includes(name)) order.push(name);
}).observe(document, { childList: true, subtree: true, attributes: true });"""

UNFILLED = """new MutationObserver(() => {
  const written = document.getElementById('catalog');
  if (written && written.textContent !== '{{catalog}}') written.textContent = '{{catalog}}';
}).observe(document, { childList: true, subtree: true });"""


class Held:
    """A live socket whose server loads its kernels until it is let go on: it hears, beats, and answers nothing."""

    def __init__(self, page: Page) -> None:
        self.waiting: list[tuple[WebSocketRoute, str | bytes]] = []
        self.loading = True
        page.route_web_socket("**/api/live", self._listen)

    def _listen(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def heard(text: str | bytes) -> None:
            if not self.loading:
                server.send(text)
                return
            self.waiting.append((server, text))
            page.send('{"type": "heartbeat", "ready": false, "full_speed": false}')

        page.on_message(heard)

    def go_on(self) -> None:
        self.loading = False
        for server, text in self.waiting:
            server.send(text)


def test_kernels_that_load_are_said_with_a_progress_line_and_the_panels_headings(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, first_visit=True)
    held = Held(page)
    page.goto(server.url)
    expect(page.get_by_role("progressbar", name="Kernels are being loaded")).to_be_visible()
    expect(page.locator(".status")).to_contain_text("Kernels are being loaded")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Policy simplex")).to_be_visible()
    expect(page.locator(".panel[data-waiting]")).to_have_count(6)
    held.go_on()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.locator(".status")).to_have_text("")
    expect(page.locator(".panel[data-waiting]")).to_have_count(0)
    play_until(page, 3)


PREPARING = "Full speed is being prepared; runs already play."


def preparing(page: Page) -> list[WebSocketRoute]:
    """The live sockets of a page that is told at once that runs are interpreted still."""
    pages: list[WebSocketRoute] = []

    def listen(one: WebSocketRoute) -> None:
        server = one.connect_to_server()
        one.on_message(server.send)
        one.send('{"type": "heartbeat", "ready": true, "full_speed": false}')
        pages.append(one)

    page.route_web_socket("**/api/live", listen)
    return pages


def test_runs_play_while_full_speed_is_prepared_and_the_line_goes_by_itself(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False)
    pages = preparing(page)
    page.goto(server.url)
    stands(page)
    pages[0].send('{"type": "heartbeat", "ready": true, "full_speed": false}')
    expect(page.locator(".status")).to_have_text(PREPARING)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    play_until(page, 5)
    expect(page.locator(".status")).to_have_text(PREPARING)
    pages[0].send('{"type": "heartbeat", "ready": true, "full_speed": true}')
    expect(page.locator(".status")).to_be_hidden()
    play_until(page, 10)


def test_that_there_is_no_full_speed_is_said_with_its_reason(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False)
    pages = preparing(page)
    page.goto(server.url)
    stands(page)
    pages[0].send(
        '{"type": "heartbeat", "ready": true, "full_speed": false, "reason": "The kernels could not be compiled: no space left."}'
    )
    expect(page.get_by_text("no space left")).to_be_visible()
    expect(page.locator(".status")).to_be_hidden()
    play_until(page, 5)


def test_panels_not_yet_known_keep_their_places(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, first_visit=True)
    held = Held(page)
    page.goto(f"{server.url}/?preset=grid")
    expect(page.locator(".panel[data-waiting]")).to_have_count(6)
    held.go_on()
    expect(page.get_by_role("region", name="World")).to_be_visible()
    expect(page.locator("[data-waiting]")).to_have_count(0)


def test_the_first_view_takes_one_script_and_one_stylesheet(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, first_visit=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(server.url)))
    page.goto(server.url)
    stands(page)
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot').length === document.querySelectorAll('.stage').length")
    page.get_by_role("combobox", name="Preset").select_option("grid")
    expect(page.get_by_role("region", name="World")).to_be_visible()
    assert [url.rsplit("/", 1)[1] for url in asked if url.endswith(".js")] == ["main.js", f"plotly-{version('plotly')}.min.js"]
    assert [url.rsplit("/", 1)[1] for url in asked if url.endswith(".css")][:1] == ["index.css"]
    assert not [url for url in asked if url.startswith(("/api/catalog", "/readyz"))]


def test_the_page_plays_before_plotly_is_there_and_its_pictures_do_not_move(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, first_visit=True)
    held: list[Route] = []
    page.route("**/plotly*", lambda route: held.append(route))
    page.goto(server.url)
    stands(page)
    play_until(page, 10)
    assert page.locator(".js-plotly-plot").count() == 0
    panel = page.locator(".probabilities-picture")
    box, shown, before = panel.bounding_box(), step_shown(page), picture(panel)
    assert held, "plotly.js is asked for"
    held[0].continue_()
    page.wait_for_function("() => document.querySelectorAll('.probabilities-picture .stage.still').length === 2")
    assert panel.bounding_box() == box
    assert step_shown(page) == shown
    mean, far = apart(page, before, picture(panel))
    assert mean < 2.0, "what was drawn stays where it was"
    assert far < 0.004, "what was drawn stays where it was"


def test_without_plotly_the_page_still_works(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, lost_server=True, first_visit=True)
    page.route("**/plotly*", lambda route: route.abort())
    page.goto(server.url)
    stands(page)
    play_until(page, 5)
    expect(page.get_by_role("region", name="Action probabilities")).to_be_visible()
    assert page.locator(".own-axes").count() == page.locator(".stage").count()


def test_a_page_without_the_catalog_asks_for_it(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, first_visit=True)
    page.add_init_script(UNFILLED)
    with page.expect_response("**/api/catalog"):
        page.goto(server.url)
    stands(page)
    play_until(page, 3)


def test_the_page_stands_before_plotly_is_evaluated(server: Server, open_page: Open) -> None:
    """Order, not seconds: benchmarks/page.py measures those."""
    page = open_page("about:blank", ready=False, first_visit=True)
    page.add_init_script(ORDER)
    page.goto(server.url)
    page.wait_for_function("() => order.length === 2")
    assert page.evaluate("() => order") == ["page", "plotly"]
