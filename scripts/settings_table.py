"""Writes the table of docs/settings.md from the settings themselves: `make docs`. A test compares the two."""

from __future__ import annotations

from pathlib import Path

from policyscope.web.settings import Described, described

PAGE = Path(__file__).resolve().parent.parent / "docs" / "settings.md"
BEGIN, END = "<!-- settings -->\n", "<!-- /settings -->\n"


def table() -> str:
    """Every setting as a row: variable, default, what it does."""
    rows = [f"| `{setting.variable}` | {typed(setting)} | {setting.help} |\n" for setting in described()]
    return "| variable | default | |\n|---|---|---|\n" + "".join(rows)


def typed(setting: Described) -> str:
    """A default as it would be typed."""
    return f"`{setting.shown}`" if setting.shown else "none"


if __name__ == "__main__":
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + BEGIN + table() + END + after, encoding="utf-8")
