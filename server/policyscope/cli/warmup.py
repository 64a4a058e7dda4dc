"""`policyscope warmup`: compile every kernel now, so that no one waits for it later."""

from __future__ import annotations

import time

import typer


def warmup() -> None:
    """Compile every kernel into its cache (NUMBA_CACHE_DIR, where set), so that the first start is quick."""
    began = time.perf_counter()
    from policyscope.runs import warm_up

    warm_up()
    typer.echo(f"Kernels are ready ({time.perf_counter() - began:.1f} s).")
