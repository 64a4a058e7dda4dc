"""uvicorn's configuration, with the door that its protocols ask."""

from __future__ import annotations

from typing import Any

import uvicorn

from policyscope.web.wire.door import Door


class Configuration(uvicorn.Config):
    """A configuration whose protocols share a door."""

    def __init__(self, app: Any, door: Door, **more: Any) -> None:
        super().__init__(app, **more)
        self.door = door
