"""Every setting of the server: its name, range, default and one line on what it does. Nothing else may read the environment."""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from policyscope.errors import InvalidInput
from policyscope.runs import Limits
from policyscope.runs.limits import PREFIX, limits_from
from policyscope.web.addresses import folder, networks, origins, prefix, sources, words

Words = Annotated[list[str], NoDecode, BeforeValidator(words)]


class Settings(BaseSettings):
    """The server's settings. Each is also an environment variable, ``POLICYSCOPE_`` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="Address to listen on; 0.0.0.0 also accepts other machines, :: over IPv6 as well.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 picks any free one.")
    frame_rate: int = Field(default=30, ge=1, le=120, description="The most frames per second that a playing run sends.")
    max_updates_per_second: int = Field(
        default=10_000, ge=1, le=10_000_000, description="The highest speed that a run may be asked to play at."
    )
    max_steps: int = Field(
        default=10_000, ge=1, le=10_000_000, description="The most updates or samples that one `step` message may ask for."
    )
    block_milliseconds: int = Field(
        default=25,
        ge=1,
        le=600_000,
        description="The longest that a run computes for one frame; a slower run plays below the speed asked for.",
    )
    max_sessions: int = Field(default=500, ge=1, le=100_000, description="Live sockets open at once; further ones are closed with 1013.")
    max_sessions_per_client: int = Field(
        default=250, ge=1, le=100_000, description="Live sockets open at once from one address (a lecture hall shares one)."
    )
    max_connections: int = Field(
        default=2000,
        ge=1,
        le=1_000_000,
        description="Connections open at once, of any kind; fewer if the system allows fewer open files.",
    )
    max_connections_per_client: int = Field(
        default=1000,
        ge=1,
        le=1_000_000,
        description="Connections open at once from one address; behind a proxy all clients have the proxy's.",
    )
    header_bytes: int = Field(
        default=32 << 10, ge=4096, le=1 << 24, description="The longest header block of a request; a longer one is answered with 431."
    )
    header_seconds: int = Field(default=10, ge=1, le=3600, description="Time allowed for a request's headers to arrive; after that, 408.")
    body_seconds: int = Field(
        default=60,
        ge=1,
        le=3600,
        description="Time allowed for a request's body, or for the rest of a message on the live socket; after that, 408 or 1008.",
    )
    write_seconds: int = Field(default=20, ge=1, le=3600, description="A client that reads nothing of its answer for this long is cut off.")
    unsent_bytes: int = Field(
        default=64 << 20,
        ge=1024,
        le=1 << 36,
        description="Bytes of answers that may wait for slow clients; beyond this, the client idle for longest is cut off.",
    )
    message_bytes: int = Field(
        default=4 << 20, ge=1024, le=1 << 28, description="The longest message on the live socket; a longer one closes it with 4009."
    )
    body_bytes: int = Field(
        default=4 << 20, ge=1024, le=1 << 30, description="The longest HTTP request body; a longer one is answered with 413."
    )
    waiting_messages: int = Field(
        default=256, ge=1, le=100_000, description="Messages of one socket that may wait for their turn; more close it with 4029."
    )
    waiting_bytes: int = Field(
        default=8 << 20,
        ge=1024,
        le=1 << 30,
        description="Bytes of one socket's messages that may wait for their turn; more close it with 4029.",
    )
    held_bytes: int = Field(
        default=64 << 20,
        ge=1024,
        le=1 << 36,
        description="Bytes of all clients' unanswered messages and bodies together, complete or not; beyond this, the newest is refused. "
        "Whoever holds no more than 16 KiB has an eighth more to take from.",
    )
    idle_seconds: int = Field(
        default=3600, ge=1, le=2_592_000, description="A live socket on which the page sends nothing for this long is closed with 4008."
    )
    workers: int = Field(
        default=3,
        ge=1,
        le=256,
        description="Processes for landscapes, estimates, recorded runs and other long answers. One address never occupies them all.",
    )
    answer_seconds: int = Field(
        default=20,
        ge=1,
        le=86_400,
        description="The longest that one answer, or a recorded run in all its parts, may be computed; after that, it is stopped.",
    )
    study_seconds: int = Field(
        default=60,
        ge=1,
        le=86_400,
        description="The longest that one study may be computed, in all its parts; what was found until then is kept.",
    )
    live_threads: int = Field(
        default=2,
        ge=1,
        le=256,
        description="Threads for live runs whose frames take longer than a millisecond; there are as many again for those beyond ten.",
    )
    update_seconds: int = Field(
        default=5,
        ge=1,
        le=86_400,
        description="The longest that a live run may compute at a stretch; after that, it is put back to where it was, and paused.",
    )
    waiting_requests: int = Field(
        default=64, ge=1, le=100_000, description="Long answers being computed or waiting for a worker; further ones are refused with 503."
    )
    waiting_requests_per_client: int = Field(
        default=32, ge=1, le=100_000, description="The same for one address, which several clients may share."
    )
    allowed_origins: Annotated[Words, AfterValidator(origins)] = Field(
        default=["null"],
        description="Other origins whose pages may use the API and the socket, separated by commas; * allows all. "
        "`null` stands for sandboxed embeds: there are no cookies and nothing private to guard.",
    )
    trusted_proxies: Annotated[Words, AfterValidator(networks)] = Field(
        default=[],
        description="Addresses and networks of proxies whose X-Forwarded-For, -Proto, -Host, -Port and -Prefix are believed, "
        "separated by commas: 127.0.0.1 for one on this machine.",
    )
    root_path: Annotated[str, AfterValidator(prefix)] = Field(
        default="", description="Path prefix that a proxy does not strip, such as /lab; a proxy that strips its prefix needs no setting."
    )
    frame_ancestors: Annotated[Words, AfterValidator(sources)] = Field(
        default=["'none'"],
        description="Who may frame the lab itself (sources of the CSP directive frame-ancestors, separated by spaces or commas).",
    )
    embed_frame_ancestors: Annotated[Words, AfterValidator(sources)] = Field(
        default=["*"], description="Who may frame /embed, in the same form."
    )
    embed_parents: Annotated[Words, AfterValidator(origins)] = Field(
        default=["*"],
        description="Origins whose pages may command an embed of theirs and hear what it shows, separated by commas; * allows all.",
    )
    lessons: Annotated[str, AfterValidator(folder)] = Field(
        default="", description="A folder of lessons of your own, Markdown files as docs/lessons.md describes; they come before the lab's."
    )
    access_log: bool = Field(default=False, description="Whether to log every request.")
    limits: Limits = Field(default_factory=lambda: limits_from(os.environ), description="What one experiment may ask for.")


def worker_environment(interpreted: bool) -> dict[str, str]:
    """What a worker process inherits: this environment, one thread for linear algebra, and kernels left as plain Python if asked."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**os.environ, **threads, **({"NUMBA_DISABLE_JIT": "1"} if interpreted else {})}


@dataclasses.dataclass(frozen=True)
class Described:
    """One setting as the documentation shows it."""

    name: str
    variable: str
    default: object
    help: str

    @property
    def shown(self) -> str:
        """The default as it would be typed."""
        if isinstance(self.default, bool):
            return str(self.default).lower()
        return ",".join(self.default) if isinstance(self.default, list) else str(self.default)


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


HOLDS = (("waiting_bytes", "message_bytes"), ("held_bytes", "message_bytes"), ("held_bytes", "body_bytes"))
"""Pairs of settings, the first of which must be at least the second: otherwise the longest message or body would always be refused."""


def settings_from(given: Mapping[str, Any] | None = None) -> Settings:
    """The settings, taken from `given`, else from the environment, else from the defaults.

    Args:
        given: values by setting, limits included, as text or in the setting's own type.

    Raises:
        InvalidInput: naming the flag and the variable of the first invalid value, or a variable that is not a setting.
    """
    check_names(os.environ)
    given = dict(given or {})
    own = {name: given.pop(name) for name in list(given) if name in Settings.model_fields}
    limits = {**os.environ, **{PREFIX + name.upper(): text for name, text in given.items()}}
    try:
        settings = Settings(limits=limits_from(limits), **own)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        raise InvalidInput(both_names(name), expected(name, first), first["input"]) from None
    except InvalidInput as error:
        raise InvalidInput(both_names(error.field.removeprefix(PREFIX).lower()), error.expected, limits[error.field]) from None
    for name, other in HOLDS:
        most, least = getattr(settings, name), getattr(settings, other)
        if most < least:
            raise InvalidInput(both_names(name), f"at least {other}, which is {least}", most)
    return settings


def both_names(name: str) -> str:
    """A setting by its flag and its variable."""
    return f"--{name.replace('_', '-')} ({PREFIX}{name.upper()})"


def expected(name: str, complaint: Mapping[str, Any]) -> str:
    """What a setting accepts, in words: a number's range, else what the error says."""
    field = Settings.model_fields[name]
    if field.annotation in (int, float):
        bounds = {end: getattr(bound, end) for bound in field.metadata for end in ("ge", "le") if hasattr(bound, end)}
        return f"a {'whole ' if field.annotation is int else ''}number from {bounds['ge']} to {bounds['le']}"
    if field.annotation is bool:
        return "true or false"
    message: str = complaint["msg"]
    return message.removeprefix("Value error, ").removeprefix("Input should be ")


KUBERNETES = re.compile(rf"{PREFIX}(?:\w+_)?(?:SERVICE_HOST=|SERVICE_PORT\w*=|PORT_\d+_(?:TCP|UDP|SCTP)\w*=|PORT=(?:tcp|udp|sctp)://)")
"""Variables that a cluster sets in its containers for every service whose name begins with ours. They are not settings."""


def check_names(environment: Mapping[str, str]) -> None:
    """Refuse a variable that looks like a setting but is not one: a misspelt setting would be ignored.

    Raises:
        InvalidInput: naming it, and the setting whose name is nearest.
    """
    known = [setting.name.upper() for setting in described()]
    for name in sorted(environment):
        own = name.removeprefix(PREFIX)
        if own == name or own in known or KUBERNETES.match(f"{name}={environment[name]}"):
            continue
        nearest = difflib.get_close_matches(own, known, 1, 0.0)[0]
        raise InvalidInput("", "the name of a setting", name, f"The nearest is {PREFIX}{nearest}; docs/settings.md lists them all.")
