"""`policyscope warmup`: compile every kernel now, so that no one waits for it later."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer


def warmup(
    into: Annotated[
        Path | None, typer.Option(hidden=True, help="The folder itself, used as it is; a server calls the command this way.")
    ] = None,
) -> None:
    """Compile every kernel into the cache (NUMBA_CACHE_DIR, if set), so that the first start is fast."""
    began = time.perf_counter()
    from policyscope.gradients.machine_code.cache import keep_in, store
    from policyscope.runs import warm_up

    if into is not None:
        keep_in(into)
    try:
        warm_up()
    except OSError as error:
        typer.secho(f"Error: the kernels could not be kept in {store().folder}: {error}", fg="red", err=True)
        sys.exit(1)
    typer.echo(f"Kernels are ready ({time.perf_counter() - began:.1f} s).")
