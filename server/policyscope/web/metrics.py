"""A handful of counters, written out as Prometheus text: cheap enough to count every frame."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from policyscope.web.readiness import Readiness

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
"""Upper bounds of the lateness histogram, in seconds."""


@dataclass(slots=True)
class Metrics:
    """What the server has done so far. Only the event loop writes to it."""

    connections: int = 0
    connections_refused: int = 0
    connections_cut: int = 0
    sessions: int = 0
    sessions_opened: int = 0
    sessions_refused: int = 0
    messages: int = 0
    invalid_messages: int = 0
    frames: int = 0
    updates: int = 0
    kernel_seconds: float = 0.0
    ticks: int = 0
    ticks_skipped: int = 0
    requests_waiting: int = 0
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    lateness_seconds: float = 0.0

    def late(self, seconds: float) -> None:
        """Count one frame that left ``seconds`` after its tick was due."""
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.lateness_seconds += seconds

    def text(self, readiness: Readiness) -> str:
        """All of it in the Prometheus text format."""
        lines: list[str] = []

        def say(name: str, kind: str, help: str, value: float) -> None:
            lines.extend((f"# HELP policyscope_{name} {help}", f"# TYPE policyscope_{name} {kind}", f"policyscope_{name} {value:g}"))

        say("ready", "gauge", "1 when runs can be played.", int(readiness.ready.is_set()))
        say("full_speed", "gauge", "1 when the kernels are machine code, 0 while runs are interpreted.", int(readiness.full_speed))
        say("connections", "gauge", "Connections open now.", self.connections)
        say("connections_refused_total", "counter", "Connections refused because there were too many.", self.connections_refused)
        say("connections_cut_total", "counter", "Connections cut off: unread answers, a refusal not heard.", self.connections_cut)
        say("sessions", "gauge", "Live sockets open now.", self.sessions)
        say("sessions_opened_total", "counter", "Live sockets ever accepted.", self.sessions_opened)
        say("sessions_refused_total", "counter", "Live sockets closed at once because the server was full.", self.sessions_refused)
        say("messages_total", "counter", "Messages received on live sockets.", self.messages)
        say("invalid_messages_total", "counter", "Messages answered with an error.", self.invalid_messages)
        say("frames_total", "counter", "Frames sent.", self.frames)
        say("updates_total", "counter", "Updates of θ in live runs.", self.updates)
        say("kernel_seconds_total", "counter", "CPU time live runs spent computing and encoding.", self.kernel_seconds)
        say("ticks_total", "counter", "Ticks of the live clock.", self.ticks)
        say("ticks_skipped_total", "counter", "Ticks skipped because the one before was not over.", self.ticks_skipped)
        say("requests_waiting", "gauge", "Long answers under way or waiting for a worker.", self.requests_waiting)
        lines.append("# HELP policyscope_lateness_seconds How long after its tick was due a playing run's frame was handed over.")
        lines.append("# TYPE policyscope_lateness_seconds histogram")
        total = 0
        for bound, count in zip((*BOUNDS, float("inf")), self.buckets, strict=True):
            total += count
            label = "+Inf" if bound == float("inf") else f"{bound:g}"
            lines.append(f'policyscope_lateness_seconds_bucket{{le="{label}"}} {total}')
        lines.append(f"policyscope_lateness_seconds_sum {self.lateness_seconds:g}")
        lines.append(f"policyscope_lateness_seconds_count {total}")
        return "\n".join(lines) + "\n"
