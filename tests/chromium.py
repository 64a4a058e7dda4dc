"""Where the system's Chromium is. Run as a script it prints the path, or says what is missing and exits with 1."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""The first is the same engine without a window to draw: the browser tests take a quarter less time."""
MAC_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


@cache
def find(*, whole: bool = False) -> str:
    """Path of the browser the tests drive: `$CHROMIUM` if set, else the system's, else the one Playwright has fetched.

    With `whole`, one that could show a window: what people use is what is measured.
    """
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*NAMES[whole:], *MAC_PATHS]
    for candidate in candidates:
        path = shutil.which(candidate)
        if path:
            return path
    if not named:
        candidates.append(fetched_by_playwright())
        if os.path.exists(candidates[-1]):
            return candidates[-1]
    looked = ", ".join(candidates)
    raise FileNotFoundError(f"no Chromium or Chrome found (looked for {looked}): `apt install chromium`, or set CHROMIUM to its path")


def fetched_by_playwright() -> str:
    """Where Playwright would keep a browser of its own, fetched or not."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


if __name__ == "__main__":
    try:
        print(find())
    except FileNotFoundError as missing:
        sys.exit(str(missing))
