"""Recordings: one HTML file each, which plays a run back and asks for nothing.

player.py   the page's scripts and stylesheets as texts, for one file
page.py     the file itself
write.py    an experiment in, the file out
lesson.py   a lesson as such a file: several recordings, one player
png.py      its first picture as a PNG
asked.py    what POST /api/export asks for
"""

from policyscope.web.recordings.asked import ExportRequest, exported_page
from policyscope.web.recordings.lesson import lesson_page
from policyscope.web.recordings.page import Look, recording_page, shared_player
from policyscope.web.recordings.player import Player
from policyscope.web.recordings.png import png_of
from policyscope.web.recordings.write import first_svg, panels_of, player, record_page

__all__ = [
    "ExportRequest",
    "Look",
    "Player",
    "exported_page",
    "first_svg",
    "lesson_page",
    "panels_of",
    "player",
    "png_of",
    "record_page",
    "recording_page",
    "shared_player",
]
