"""Where machine code is kept between starts: in a folder that nobody else can have written to.

What lies there is unpickled and run. So the folder, and every folder above it, must belong to this user or to root and be writable
by nobody else (a shared one such as /tmp must be sticky); a link in the place of one of ours is refused.

    NUMBA_CACHE_DIR, the user's cache folder, the temporary folder: the first that can be used
        └─ policyscope/kernels-<sources, numba, Python, processor>/       another source or processor, another folder
    none: a new private folder, which the process removes when it ends
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import logging
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numba
from numba.core.registry import cpu_target

log = logging.getLogger("policyscope")

UNUSED_DAYS = 14
"""Days after which machine code of other sources, not used since, is removed."""

PRIVATE = "policyscope-private-"


def digest() -> str:
    """A name for what machine code depends on: its sources, numba, Python and the processor."""
    here = Path(__file__).parent
    sources = sorted([*here.parent.glob("kernels/*.py"), here / "compiled.py", here / "cache.py"])
    made_by = (numba.__version__, sys.version, cpu_target.target_context.codegen().magic_tuple())
    return hashlib.blake2s(b"".join(path.read_bytes() for path in sources) + repr(made_by).encode(), digest_size=8).hexdigest()


def chosen(usable_as_it_is: Callable[[Path], bool]) -> Path:
    """The folder to use, created if it is missing.

    Args:
        usable_as_it_is: whether everything is in a folder, so that it need not be writable.
    """
    name = f"kernels-{digest()}"
    for parent in _parents():
        folder = parent / "policyscope" / name
        if _ours(folder) and (os.access(folder, os.W_OK) or usable_as_it_is(folder)):
            return folder
    return private()


def private() -> Path:
    """A new folder of this process, removed when it ends; those of processes that were killed go after `UNUSED_DAYS`."""
    parent = Path(tempfile.mkdtemp(prefix=PRIVATE)).resolve()
    atexit.register(discard, parent)
    _sweep(parent, f"{PRIVATE}*", time.time())
    folder = parent / "policyscope" / f"kernels-{digest()}"
    folder.mkdir(mode=0o700, parents=True)
    return folder


def discard(folder: Path) -> None:
    """Remove a folder of machine code, if allowed."""
    shutil.rmtree(folder, ignore_errors=True)


def used(folder: Path, now: float | None = None) -> None:
    """Mark the folder as used, and remove its neighbours that nobody has used for `UNUSED_DAYS`."""
    now = time.time() if now is None else now
    with contextlib.suppress(OSError):  # a folder that is only read keeps its time
        os.utime(folder, (now, now))
        _sweep(folder, "kernels-*", now)


def safe(folder: Path, shared: bool = False) -> bool:
    """Whether nobody but this user and root can put anything into a folder, or into its place.

    Args:
        folder: its own parents are to be safe too, which is not looked at here.
        shared: whether it may be one like /tmp, where everybody may write and nobody can touch what is another's.
    """
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return False
    if not hasattr(os, "geteuid"):  # Windows: the folders of a user's profile are private
        return True
    closed = not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) or (shared and bool(status.st_mode & stat.S_ISVTX))
    return closed and status.st_uid in (0, os.geteuid())


def _parents() -> Iterator[Path]:
    """Folders that may hold ours, in order, without links."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    base = os.environ.get("XDG_CACHE_HOME") or (Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache"))
    yield from ([Path(named).resolve()] if named else [])
    yield Path(base).resolve()
    # a name of the user's own: another user may have taken the plain one
    yield Path(tempfile.gettempdir()).resolve() / f"policyscope-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


def _ours(folder: Path) -> bool:
    """Whether the folder is there, or could be made, and is safe, as are all above it."""
    # what root keeps is read by whomever an image runs as; nobody else needs to look
    mode = 0o755 if hasattr(os, "geteuid") and os.geteuid() == 0 else 0o700
    for each in (*reversed(folder.parents), folder):
        try:
            if not os.path.lexists(each):
                each.mkdir(mode)
            if safe(each, shared=each != folder):
                continue
        except OSError:
            return False
        log.warning(
            "Kernels are not kept in %s: %s is a link, belongs to another user or can be written to by others. "
            "Remove it, take from others the right to write (chmod go-w), or name another folder by NUMBA_CACHE_DIR.", folder, each,
        )  # fmt: skip
        return False
    return True


def _sweep(folder: Path, pattern: str, now: float) -> None:
    """Remove this user's folders next to it with such a name, unused for `UNUSED_DAYS`."""
    for other in folder.parent.glob(pattern):
        status = other.lstat()
        unused = now - status.st_mtime > UNUSED_DAYS * 86_400
        if unused and other != folder and stat.S_ISDIR(status.st_mode) and status.st_uid == folder.lstat().st_uid:
            discard(other)
