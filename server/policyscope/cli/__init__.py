"""The command line: thin commands over `runs` and `web`. Slow imports are left to the command that needs them."""

from policyscope.cli.app import app, main

__all__ = ["app", "main"]
