"""Every setting of the server: its name, default and one line on what it does. Nothing else may read the environment."""

from __future__ import annotations

import dataclasses
import os
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from policyscope.runs import Limits
from policyscope.runs.limits import PREFIX, limits_from


def _words(value: Any) -> Any:
    """A list setting as people write it: words with commas between."""
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


class Settings(BaseSettings):
    """The server's settings. Each is also an environment variable, ``POLICYSCOPE_`` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="Address to listen on; 0.0.0.0 lets other machines in.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes any free one.")
    frame_rate: int = Field(default=30, ge=1, le=120, description="Frames a second a playing run sends at most.")
    max_updates_per_second: int = Field(default=10_000, ge=1, description="The fastest a run may be asked to play.")
    max_steps: int = Field(default=10_000, ge=1, description="The most updates or samples one `step` message may ask for.")
    block_milliseconds: int = Field(
        default=25, ge=1, description="The longest a run computes for a frame; past it, it plays slower than asked."
    )
    max_sessions: int = Field(default=500, ge=1, description="Live sockets open at once; more are closed with 1013.")
    max_sessions_per_client: int = Field(
        default=250, ge=1, description="Live sockets open at once from one address (a lecture hall shares one)."
    )
    message_bytes: int = Field(
        default=1 << 20, ge=1024, description="The longest message on the live socket; a longer one closes it with 4009."
    )
    body_bytes: int = Field(default=4 << 20, ge=1024, description="The longest HTTP request body; a longer one is answered with 413.")
    waiting_messages: int = Field(
        default=256, ge=1, description="Messages of one socket that may wait for their turn; more close it with 4029."
    )
    idle_seconds: int = Field(default=3600, ge=1, description="A live socket that says nothing for so long is closed with 4008.")
    workers: int = Field(
        default=3,
        ge=1,
        description="Processes for landscapes, estimates, recorded runs and other long answers. One address never holds them all.",
    )
    answer_seconds: int = Field(
        default=20, ge=1, description="The longest one answer may be computed, or a recorded run in all its parts; past it, it is ended."
    )
    live_threads: int = Field(
        default=2, ge=1, description="Threads for live runs whose frames take longer than a millisecond; as many for those past ten."
    )
    update_seconds: int = Field(
        default=5, ge=1, description="The longest a live run may compute at a stretch; past it, it is set back to where it was, and paused."
    )
    waiting_requests: int = Field(
        default=64, ge=1, description="Long answers under way or waiting for a worker; more are refused with 503."
    )
    waiting_requests_per_client: int = Field(default=32, ge=1, description="The same from one address, which others share.")
    allowed_origins: Annotated[list[str], NoDecode, BeforeValidator(_words)] = Field(
        default=["null"],
        description="Other origins whose pages may use the API and the socket, with commas between; * allows all. "
        "`null` stands for sandboxed embeds: there are no cookies and nothing private to guard.",
    )
    embed_frame_ancestors: str = Field(default="*", description="Who may frame /embed (the value of the CSP directive frame-ancestors).")
    access_log: bool = Field(default=False, description="Whether every request is logged.")
    limits: Limits = Field(default_factory=lambda: limits_from(os.environ), description="What one experiment may ask for.")


def worker_environment(interpreted: bool) -> dict[str, str]:
    """What a worker process inherits: this environment, one thread for linear algebra, and kernels left plain Python where asked."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**os.environ, **threads, **({"NUMBA_DISABLE_JIT": "1"} if interpreted else {})}


@dataclasses.dataclass(frozen=True)
class Described:
    """One setting as the documentation shows it."""

    name: str
    variable: str
    default: object
    help: str


def described() -> list[Described]:
    """Every setting, the limits one by one, for ``--help`` and the documentation."""
    own = [
        Described(name, PREFIX + name.upper(), field.default, field.description or "")
        for name, field in Settings.model_fields.items()
        if name != "limits"
    ]
    helps = dict(re.findall(r"^ +(\w+): (.+)$", Limits.__doc__ or "", re.MULTILINE))
    limits = [
        Described(field.name, PREFIX + field.name.upper(), field.default, f"Limit: {helps.get(field.name, '')}")
        for field in dataclasses.fields(Limits)
    ]
    return own + limits
