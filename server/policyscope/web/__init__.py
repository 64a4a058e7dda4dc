"""The web door: HTTP, the live socket and the pages. Thin: `policyscope.runs` computes everything it sends."""

from policyscope.web.app import create_app
from policyscope.web.serve import serve
from policyscope.web.settings import Settings

__all__ = ["Settings", "create_app", "serve"]
