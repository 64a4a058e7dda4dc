"""Where lessons lie, and their routes: the package's own in static/lessons, and a teacher's folder (setting ``lessons``) before them.

A file is read when it is first asked for and again when it has changed, in a thread, so that an edit shows at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policyscope.web.assets import ASK_AGAIN, Asset
from policyscope.web.lessons.page import Lesson, contents_of, lesson_of, parts_of
from policyscope.web.lessons.source import NAME, Unreadable, read
from policyscope.web.pages import Pages, with_slash
from policyscope.web.proxies import root_of

log = logging.getLogger("policyscope.web")


class Library:
    """The lessons there are.

    Args:
        folders: where they lie; of two of one name the first folder's counts.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = folders
        self._read: dict[Path, tuple[tuple[int, int], Lesson | None]] = {}

    def lessons(self) -> list[Lesson]:
        """All of them in the order of their files' names. One that is wrong is left out, and the log says why."""
        found: dict[str, Lesson] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
                named = NAME.fullmatch(path.name)
                lesson = self._lesson(named["name"], path) if named else None
                if lesson is not None:
                    found.setdefault(lesson.name, lesson)
        return list(found.values())

    def _lesson(self, name: str, path: Path) -> Lesson | None:
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        known, lesson = self._read.get(path, (None, None))
        if known == stamp:
            return lesson
        lesson = None
        try:
            lesson = lesson_of(name, read(path.read_text(encoding="utf-8")))
        except (Unreadable, UnicodeDecodeError) as why:
            log.warning("the lesson %s is left out: %s", path.name, why)
        self._read[path] = (stamp, lesson)
        return lesson


def routes(pages: Pages, library: Library) -> list[Route]:
    """The routes of the lessons."""
    shelf: dict[tuple[str, str, bool], tuple[object, Asset]] = {}
    one_at_a_time = asyncio.Lock()

    def filled(name: str, root: str, embedded: bool) -> Asset:
        lessons = library.lessons()
        lesson = next((each for each in lessons if each.name == name), None)
        if name and lesson is None:
            names = ", ".join(each.name for each in lessons) or "none"
            raise HTTPException(404, f"There is no lesson of that name. There are: {names}")
        template = pages.page("lesson.html" if name else "lessons.html", root)
        if template is None:
            raise HTTPException(404, "This installation has no pages: static/ is missing")
        version = (template.digest, *map(id, lessons))
        known, made = shelf.get((name, root, embedded), (None, None))
        if made is not None and known == version:
            return made
        html = template.content.decode().replace("{{embed}}", ' data-embed=""' if embedded else "")
        for place, text in (parts_of(lesson, lessons) if lesson else contents_of(lessons)).items():
            html = html.replace(f"{{{{{place}}}}}", text)
        made = _dated(html.replace("{{root}}", root))
        made.compress()
        shelf[name, root, embedded] = (version, made)
        return made

    async def show(request: Request) -> Response:
        async with one_at_a_time:
            made = await asyncio.to_thread(
                filled, request.path_params.get("name", ""), root_of(request.scope), "embed" in request.query_params
            )
        return made.response(request.headers, ASK_AGAIN)

    return [*with_slash("/lessons", show), Route("/lessons/{name}", show)]


def _dated(html: str) -> Asset:
    """The page with its own hash in it, which is what its ETag says too: so it knows of a later one, however late it asks."""
    digest = Asset.of("lesson.html", html.encode()).digest
    return replace(Asset.of("lesson.html", html.replace("{{version}}", digest).encode()), digest=digest)
