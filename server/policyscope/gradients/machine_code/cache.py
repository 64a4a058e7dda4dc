"""Compiled kernels on disk: one file per kernel and signature, and a seal that says that all are there.

    learn.learn-3f2a9c….kernel     digest | signature | what numba needs to link it again       (unpickled: folders.py says whose it is)
    sealed                         digest | the names of the files a warm-up left

numba's own cache keeps an index besides, must be able to write, and ends a call with an exception where a file is damaged or the disk
full. Here a damaged file counts as missing, and what cannot be saved is only not saved.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from policyscope.gradients.machine_code import folders

DIGEST = 16
SEAL = "sealed"


class Store:
    """A folder of machine code.

    Attributes:
        folder: where.
        failure: why something could not be saved, if so.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.failure: OSError | None = None

    def read(self, name: str) -> bytes | None:
        """A file's content; None if it is missing or damaged."""
        try:
            data = (self.folder / name).read_bytes()
        except OSError:
            return None
        return data[DIGEST:] if data[:DIGEST] == _digest(data[DIGEST:]) else None

    def write(self, name: str, content: bytes) -> None:
        """Write the file completely or not at all; `failure` says what prevented it."""
        partly = self.folder / f"{name}.{uuid.uuid4().hex[:8]}"
        try:
            partly.write_bytes(_digest(content) + content)
            os.replace(partly, self.folder / name)
        except OSError as error:
            self.failure = error
            with contextlib.suppress(OSError):
                partly.unlink()

    def names(self, prefix: str = "") -> list[str]:
        """The machine code of functions whose name starts with this prefix."""
        return sorted(path.name for path in self.folder.glob(f"{prefix}*.kernel"))

    def complete(self) -> bool:
        """Whether a warm-up left everything here and none is missing or damaged."""
        seal = self.read(SEAL)
        return seal is not None and all(self.read(name) is not None for name in seal.decode().split())

    def seal(self) -> None:
        """Mark everything as here; damaged files that nobody has requested are removed.

        Raises:
            OSError: something could not be saved.
        """
        if self.complete():
            return
        for name in self.names():
            if self.read(name) is None:
                (self.folder / name).unlink()
        if self.failure is None:
            self.write(SEAL, "\n".join(self.names()).encode())
        if self.failure is not None:
            raise self.failure


_store: Store | None = None


def store() -> Store:
    """Where this process keeps its machine code."""
    return _store or keep_in(folders.chosen(lambda folder: Store(folder).complete()))


def keep_in(folder: Path) -> Store:
    """Keep machine code in this folder from now on. Its files are trusted: see folders.py."""
    global _store
    _store = Store(folder)
    return _store


class KernelCache(NullCache):
    """What numba calls before and after it compiles a function."""

    def __init__(self, function: FunctionType) -> None:
        code = function.__code__
        own = _digest(repr((code.co_code, code.co_consts, code.co_names)).encode()).hex()[:8]  # of kernels outside this package too
        self._prefix = f"{function.__module__.rpartition('.')[2]}.{function.__qualname__.replace('<', '').replace('>', '')}-{own}-"

    @property
    def cache_path(self) -> str:
        return str(store().folder)

    def signatures(self) -> Iterator[Any]:
        """The signatures that exist."""
        for name in store().names(self._prefix):
            content = store().read(name)
            if content is not None:
                yield pickle.loads(content)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled function, or None."""
        content = store().read(self._name(sig))
        if content is None:
            return None
        target_context.refresh()
        rest = io.BytesIO(content)
        pickle.load(rest)
        return CompileResult._rebuild(target_context, *pickle.load(rest))  # type: ignore[no-untyped-call]

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled function."""
        if not data.library.has_dynamic_globals:
            store().write(self._name(sig), pickle.dumps(sig) + dumps(data._reduce()))  # type: ignore[no-untyped-call]

    def _name(self, signature: Any) -> str:
        return f"{self._prefix}{hashlib.blake2s(repr(signature).encode(), digest_size=8).hexdigest()}.kernel"


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=DIGEST).digest()
