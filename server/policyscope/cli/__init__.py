"""The command line: thin commands over `runs` and `web`. What is slow to import is imported by the command that needs it."""

from policyscope.cli.app import app, main

__all__ = ["app", "main"]
