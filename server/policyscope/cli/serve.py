"""`policyscope serve`: the lab, over HTTP and WebSockets. Its flags are the server's settings, one for one."""

from __future__ import annotations

import errno
import inspect
import os
import socket
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from policyscope.web.settings import Described, Settings


def serve(context: typer.Context) -> None:
    """Start the lab and print its address. Ctrl-C stops it."""
    # The settings' module brings the whole server with it: `policyscope --help` should not wait for that.
    typer.main.get_command(with_flags()).main(args=context.args, prog_name=context.command_path, standalone_mode=False)


def with_flags() -> typer.Typer:
    """The command itself: a flag for each setting, those not given left to the environment and the defaults."""
    from policyscope.web.settings import described

    flags = [flag(setting) for setting in described()]

    def start(**given: Any) -> None:
        from policyscope.web.serve import serve as serve_web

        settings = settings_from({name: value for name, value in given.items() if value is not None})
        check_address(settings.host, settings.port)
        serve_web(settings)

    start.__doc__ = f"{serve.__doc__}\n\nEach flag is an environment variable too: --max-sessions is POLICYSCOPE_MAX_SESSIONS."
    start.__signature__ = inspect.Signature(flags)  # type: ignore[attr-defined]
    start.__annotations__ = {parameter.name: parameter.annotation for parameter in flags}
    app = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})
    app.command()(start)
    return app


def flag(setting: Described) -> inspect.Parameter:
    """A setting as an option. Only switches are typed here: the settings check the rest, the environment's values included."""
    switch = isinstance(setting.default, bool)
    shown = ",".join(setting.default) if isinstance(setting.default, list) else str(setting.default)
    option = typer.Option(help=setting.help, show_default=shown, metavar=None if switch else type(setting.default).__name__.upper())
    return inspect.Parameter(
        setting.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[bool | None if switch else str | None, option]
    )


def check_address(host: str, port: int) -> None:
    """Refuse an address nobody can listen on, before the server is built, with the way out.

    Raises:
        InvalidInput: the port is taken, or the host is no address of this machine.
    """
    from policyscope.errors import InvalidInput

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As the server itself will: a port left a moment ago counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            way_out = f"Choose another: --port {port + 1 if 1023 < port < 65535 else 8000}, or make run PORT=…"
            raise InvalidInput("--port", "a port that is free", port, way_out) from None
        raise InvalidInput(
            "--host", "an address of this machine", host, "127.0.0.1 is this machine alone, 0.0.0.0 lets others in."
        ) from None


def settings_from(given: dict[str, Any]) -> Settings:
    """The settings: what the flags say, else what the environment says, else the defaults.

    Raises:
        InvalidInput: naming the flag and the variable of the first value that cannot be.
    """
    from pydantic import ValidationError

    from policyscope.errors import InvalidInput
    from policyscope.runs.limits import PREFIX, limits_from
    from policyscope.runs.parse import invalid_inputs
    from policyscope.web.settings import Settings

    own = {name: value for name, value in given.items() if name in Settings.model_fields}
    limits = {PREFIX + name.upper(): value for name, value in given.items() if name not in own}
    try:
        return Settings(limits=limits_from({**os.environ, **limits}), **own)
    except ValidationError as error:
        first = invalid_inputs(error, own)[0]
        name = first.field or str(error.errors()[0]["loc"][0])
        flag_name = f"--{name.replace('_', '-')} ({PREFIX}{name.upper()})"
        raise InvalidInput(flag_name, first.expected, error.errors()[0]["input"], first.remedy) from None
