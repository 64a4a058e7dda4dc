"""Lessons: prose beside one lab picture, written in Markdown, every number of it computed by the library.

    source.py          a file as steps and questions, each part with its line
    queries.py         a step's address as an experiment
    facts.py           what is true there, and the small language in which a lesson names it
    misconceptions.py  the errors that have a name, as vectors
    questions.py       a question with its answer and the wrong answers that are known
    text.py            Markdown and formulas as HTML
    still.py           a step's picture without scripts
    page.py            a lesson, and the list of them, as pages
    check.py           the linter
    library.py         the folders they lie in, and their routes

The lab beside the prose is an embed, and all that a lesson knows of it is its address: what a step shows is written there, as in any link.
"""

from policyscope.web.lessons.check import Complaint, check, name_of
from policyscope.web.lessons.library import Library, routes
from policyscope.web.lessons.page import Lesson, parts_of
from policyscope.web.lessons.queries import state_of

__all__ = ["Complaint", "Lesson", "Library", "check", "name_of", "parts_of", "routes", "state_of"]
