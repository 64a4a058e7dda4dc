"""Where the system's Chromium is. Run as a script it prints the path, or says what is missing and exits with 1."""

from __future__ import annotations

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find() -> str:
    """Path of the browser the tests drive: `$CHROMIUM` if set, else the first one found."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*NAMES, *MAC_PATHS]
    for candidate in candidates:
        path = shutil.which(candidate)
        if path:
            return path
    raise FileNotFoundError(f"no Chromium or Chrome found (looked for {', '.join(candidates)}); set CHROMIUM to its path")


if __name__ == "__main__":
    try:
        print(find())
    except FileNotFoundError as missing:
        sys.exit(str(missing))
