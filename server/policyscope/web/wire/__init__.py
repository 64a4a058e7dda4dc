"""The wire below the messages: what one connection may send, hold and leave unread, and for how long.

uvicorn's two protocols read whatever comes, for as long as it comes, and wait for clients that do not read. Here they are bounded:

    a connection ──▶ Door    how many there may be, in all and from one address
       │          Portions   how much of what they send is read in one turn of the event loop
       ▼             Line    what both protocols share: portions, lingering, the deadlines of `Door.sweep`
    Http ── upgrade ──▶ Socket
      bytes of a header block, its time, a body's time    pings and fragments a second, a message's size and time
"""

from policyscope.web.wire.door import Door
from policyscope.web.wire.http import Http
from policyscope.web.wire.socket import Socket

__all__ = ["Door", "Http", "Socket"]
