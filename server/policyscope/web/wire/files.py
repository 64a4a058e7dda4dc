"""File descriptors: each connection is one, and a server without any left cannot even refuse."""

from __future__ import annotations

import logging
import sys

log = logging.getLogger("policyscope.web")

SPARED = 100
"""Descriptors left for everything that is no connection: files, threads, the listening socket."""


def room_for(connections: int) -> int:
    """How many connections there is room for, at most as many as asked.

    The soft limit is raised as far as the system lets us, as servers do.
    """
    if sys.platform == "win32":
        return connections
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARED
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return connections
    room = max(1, soft - SPARED)
    log.warning("room for %d connections only, not %d: the system allows %d open files (ulimit -n)", room, connections, soft)
    return room
