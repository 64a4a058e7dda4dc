"""A run recorded for playing back without a server: its frames, and the answers to what its panels ask.

panels.py     which panels suit an experiment, and what each needs of a run
surfaces.py   landscapes wide enough for every window that the picture may ask for
ledger.py     what estimators make of some moments
record.py     all of it together, thinned to a bounded size
"""

from policyscope.runs.playback.panels import STREAMS_OF, chosen_panels
from policyscope.runs.playback.record import MOST_MOMENTS, Change, Playback, playback

__all__ = ["MOST_MOMENTS", "STREAMS_OF", "Change", "Playback", "chosen_panels", "playback"]
