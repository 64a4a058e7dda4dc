"""Recordings: one HTML file each, which plays a run back and asks for nothing.

player.py   the page's scripts and stylesheets as texts, for one file
page.py     the file itself
write.py    an experiment in, the file out
"""

from policyscope.web.recordings.page import Look, recording_page, shared_player
from policyscope.web.recordings.player import Player
from policyscope.web.recordings.write import catalog_of, first_svg, panels_of, player, record_page

__all__ = ["Look", "Player", "catalog_of", "first_svg", "panels_of", "player", "record_page", "recording_page", "shared_player"]
