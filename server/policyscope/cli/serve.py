"""`policyscope serve`: the lab, over HTTP and WebSockets. Its flags are the server's settings, one for one."""

from __future__ import annotations

import errno
import inspect
import socket
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from policyscope.web.settings import Described


def serve(context: typer.Context) -> None:
    """Start the lab and print its address. Ctrl-C stops it."""
    # The settings' module brings the whole server with it: `policyscope --help` should not wait for that.
    typer.main.get_command(with_flags()).main(args=context.args, prog_name=context.command_path, standalone_mode=False)


def with_flags() -> typer.Typer:
    """The command itself: one flag per setting; those not given come from the environment or the defaults."""
    from policyscope.web.settings import described

    flags = [flag(setting) for setting in described()]

    def start(**given: Any) -> None:
        from policyscope.web.serve import serve as serve_web
        from policyscope.web.settings import settings_from

        settings = settings_from({name: value for name, value in given.items() if value is not None})
        check_address(settings.host, settings.port)
        serve_web(settings)

    start.__doc__ = f"{serve.__doc__}\n\nEach flag is also an environment variable: --max-sessions is POLICYSCOPE_MAX_SESSIONS."
    start.__signature__ = inspect.Signature(flags)  # type: ignore[attr-defined]
    start.__annotations__ = {parameter.name: parameter.annotation for parameter in flags}
    app = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})
    app.command()(start)
    return app


def flag(setting: Described) -> inspect.Parameter:
    """A setting as an option. Only switches have a type here: the settings check the rest, including values from the environment."""
    switch = isinstance(setting.default, bool)
    option = typer.Option(help=setting.help, show_default=setting.shown, metavar=None if switch else type(setting.default).__name__.upper())
    return inspect.Parameter(
        setting.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[bool | None if switch else str | None, option]
    )


def check_address(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, before the server is built, and say what to do.

    Raises:
        InvalidInput: the port is taken, or the host is not an address of this machine.
    """
    from policyscope.errors import InvalidInput

    try:
        for name in (host, "0.0.0.0") if host == "::" else (host,):
            family, kind, protocol, _, address = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
            with socket.socket(family, kind, protocol) as probe:
                # As the server itself will: a port left a moment ago counts as free, and each family is bound by itself.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(address)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            way_out = f"Choose another: --port {port + 1 if 1023 < port < 65535 else 8000}, or make run PORT=…"
            raise InvalidInput("--port", "a port that is free", port, way_out) from None
        raise InvalidInput(
            "--host", "an address of this machine", host, "127.0.0.1 is for this machine alone, 0.0.0.0 accepts others as well."
        ) from None
