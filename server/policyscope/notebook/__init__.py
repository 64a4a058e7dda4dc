"""The lab in a notebook: `show` puts its panels under a cell, live or as a recording.

address.py   an experiment as the query of a page's address
lab.py       one server in the background
widget.py    a live embed as a widget, where anywidget is installed
shown.py     what stands under the cell
"""

from policyscope.notebook.shown import Shown, show

__all__ = ["Shown", "show"]
