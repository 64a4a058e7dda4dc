"""The documentation says everything, and what it says is true."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

import pytest

import policyscope.web
from policyscope.web.app import create_app
from policyscope.web.docs import CADDY, NGINX
from policyscope.web.errors import MEDIA_TYPE
from policyscope.web.live.client_messages import CLIENT_MESSAGES
from policyscope.web.live.server_messages import CLOSE_CODES, SERVER_MESSAGES
from policyscope.web.settings import described
from tests.web.kit import Running, fetch, serving


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app().openapi()


@pytest.fixture(scope="module")
def page(server: Running) -> str:
    return server.get("/docs").text


def test_every_route_is_documented(document: dict[str, Any], page: str) -> None:
    assert set(document["paths"]) == {
        "/api/catalog", "/api/exact", "/api/estimates", "/api/landscape", "/api/runs", "/api/studies", "/api/script",
        "/api/export", "/api/live/schema",
        "/embed/schema",
        "/healthz", "/readyz", "/metrics",
    }  # fmt: skip
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            assert said["description"]
            assert f"{method.upper()} {path}" in page


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    references = re.findall(r"'\$ref': '([^']+)'", repr(document))
    assert references
    for reference in references:
        assert reference.removeprefix("#/components/schemas/") in schemas


def test_every_example_works(server: Running, document: dict[str, Any]) -> None:
    examples = [
        (path, said["requestBody"]["content"]["application/json"]["example"])
        for path, methods in document["paths"].items()
        for said in methods.values()
        if "requestBody" in said
    ]
    assert len(examples) == 7
    for path, example in examples:
        response = server.post(path, example)
        assert response.status_code == 200, response.text


def test_every_route_with_a_body_documents_its_errors(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        for said in methods.values():
            if "requestBody" in said:
                for status in ("403", "413", "415", "422", "503"):
                    assert said["responses"][status]["content"][MEDIA_TYPE]["schema"]["$ref"].endswith("/Problem")


def test_every_message_has_a_schema(server: Running, page: str) -> None:
    schema = server.get("/api/live/schema").json()
    spoken = {"client": CLIENT_MESSAGES, "server": SERVER_MESSAGES}
    for side, models in spoken.items():
        assert len(schema[side]) == len(models)
        for kind, reference in schema[side].items():
            found = schema["$defs"][reference["$ref"].removeprefix("#/$defs/")]
            assert found["properties"]["type"]["const"] == kind
            assert found["description"]
            assert found["additionalProperties"] is False
    for model in (*CLIENT_MESSAGES, *SERVER_MESSAGES):
        assert f'id="{model.__name__}"' in page
        for name, field in model.model_fields.items():
            assert f"<code>{name}</code>" in page
            assert field.annotation is not None


def test_every_setting_and_close_code_is_on_the_page(page: str) -> None:
    for setting in described():
        assert setting.variable in page
    for code, meaning in CLOSE_CODES.items():
        assert str(code) in page
        assert len(meaning.encode()) <= 123, "a close frame holds no more"


def test_every_problem_type_has_its_place(page: str) -> None:
    for anchor in ("invalid-input", "limit-exceeded"):
        assert f'id="{anchor}"' in page


def test_the_lines_for_proxies_are_those_of_the_repository(page: str, root: Path) -> None:
    deploy = (root / "docs" / "deploy.md").read_text(encoding="utf-8")
    for kind, lines in (("nginx", NGINX), ("caddy", CADDY)):
        assert f"```{kind}\n{lines}```" in deploy
        assert f"<pre>{escape(lines)}</pre>" in page
    assert 'id="proxies"' in page


def test_the_page_asks_nothing_of_another_host(page: str) -> None:
    assert "<script" not in page
    assert not re.search(r"(src|@import|url\()\W*https?:", page)
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page, target


def test_no_setting_is_read_elsewhere() -> None:
    for path in Path(policyscope.web.__path__[0]).rglob("*.py"):
        if path.name != "settings.py":
            assert "os.environ" not in path.read_text(), path


def test_two_servers_in_one_process_share_nothing() -> None:
    with serving(frame_rate=10) as one, serving(frame_rate=20) as other:
        rates = []
        for server in (one, other):
            with server.page() as page:
                rates.append(page.open()[0]["session"]["frame_rate"])
                assert fetch("GET", server.url + "/healthz").status_code == 200
    assert rates == [10, 20]
