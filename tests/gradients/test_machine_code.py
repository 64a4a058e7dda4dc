"""Machine code on disk: what is damaged counts as missing, what cannot be saved is only not saved, what others could write is not read."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numba
import pytest

from policyscope.gradients.machine_code import folders
from policyscope.gradients.machine_code.cache import SEAL, Store, keep_in, store
from policyscope.gradients.machine_code.compiled import compiled

DAY = 86_400.0


def double(x: float) -> float:
    return 2.0 * x


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own."""
    before = store()
    yield keep_in(tmp_path)
    keep_in(before.folder)


# -- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.compiled
def test_a_kernel_is_compiled_once_and_loaded_afterwards(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled(double)(1.5) == 3.0
    assert len(kept.names()) == 1
    monkeypatch.setattr(numba.core.compiler, "compile_extra", None)
    assert compiled(double)(2.5) == 5.0


@pytest.mark.compiled
@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: b"", lambda data: data[:-1] + b"?"])
def test_a_damaged_file_counts_as_missing_and_is_mended(kept: Store, damage: Callable[[bytes], bytes]) -> None:
    compiled(double)(1.0)
    kept.seal()
    (name,) = kept.names()
    (kept.folder / name).write_bytes(damage((kept.folder / name).read_bytes()))
    assert not kept.complete()
    assert compiled(double)(1.5) == 3.0
    assert kept.complete()


@pytest.mark.compiled
def test_another_text_of_a_kernel_is_another_file(kept: Store) -> None:
    def both(text: str) -> Callable[[float], float]:
        names: dict[str, Callable[[float], float]] = {}
        exec(text, {"__name__": __name__}, names)
        return compiled(names["f"])

    assert both("def f(x): return x + 1.0")(1.0) == 2.0
    assert both("def f(x): return x + 2.0")(1.0) == 3.0


def test_complete_means_sealed_and_whole(kept: Store) -> None:
    for name in ("a.kernel", "b.kernel"):
        kept.write(name, name.encode())
    assert not kept.complete()
    kept.seal()
    assert kept.complete()
    kept.write("c.kernel", b"more does no harm")
    assert kept.complete()
    (kept.folder / "b.kernel").unlink()
    assert not kept.complete()
    (kept.folder / "a.kernel").write_bytes(b"damaged")
    kept.seal()
    assert kept.complete()
    assert kept.names() == ["c.kernel"]
    (kept.folder / SEAL).write_bytes((kept.folder / SEAL).read_bytes()[:-3])
    assert not kept.complete()


@pytest.mark.compiled
def test_what_cannot_be_saved_is_computed_all_the_same_and_never_sealed(tmp_path: Path) -> None:
    before, nowhere = store(), keep_in(tmp_path / "removed")
    try:
        assert compiled(double)(4.0) == 8.0
        with pytest.raises(FileNotFoundError):
            nowhere.seal()
    finally:
        keep_in(before.folder)


@pytest.mark.compiled
def test_a_full_disk_ends_a_warm_up_with_a_reason(tmp_path: Path) -> None:
    before = store()
    for name in before.names():
        shutil.copy(before.folder / name, tmp_path)
    command = f"ulimit -f 1; exec {sys.executable} -m policyscope warmup --into {tmp_path}"
    outcome = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(f"Error: the kernels could not be kept in {tmp_path}: [Errno 27]")
    assert not Store(tmp_path).complete()


# -- folders ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The named, the user's and the temporary folder, all under one; the one above them as private as the test's own."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "named"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.setattr(folders.tempfile, "tempdir", str(tmp_path / "shared"))
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o1777)
    return tmp_path


def chosen(complete: bool = False) -> Path:
    return folders.chosen(lambda folder: complete)


def of_another(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it look as if somebody else owned it."""
    lstat = Path.lstat

    def told(self: Path) -> os.stat_result:
        status = lstat(self)
        return os.stat_result((*status[:4], os.geteuid() + 1, *status[5:])) if self == path else status

    monkeypatch.setattr(Path, "lstat", told)


def test_the_folder_that_is_named_comes_first_and_is_made(places: Path) -> None:
    folder = chosen()
    assert folder == places / "named" / "policyscope" / f"kernels-{folders.digest()}"
    assert folder.stat().st_mode & 0o777 == (0o755 if os.geteuid() == 0 else 0o700)
    assert chosen() == folder


def test_it_carries_all_that_machine_code_depends_on(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {folders.digest()}
    monkeypatch.setattr(numba, "__version__", "0.0")
    names.add(folders.digest())
    monkeypatch.setattr(sys, "version", "4.0")
    names.add(folders.digest())
    codegen = folders.cpu_target.target_context.codegen()
    monkeypatch.setattr(type(codegen), "magic_tuple", lambda self: ("another processor",))
    names.add(folders.digest())
    assert len(names) == 4


@pytest.mark.parametrize("which", ["named", "named/policyscope", "named/policyscope/kernels"])
@pytest.mark.parametrize("how", ["group", "others", "owner", "link"])
def test_a_folder_that_others_could_have_written_is_refused(
    places: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, which: str, how: str
) -> None:
    planted = places / which.replace("/kernels", f"/kernels-{folders.digest()}")
    if how == "link":
        (places / "elsewhere").mkdir()
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.symlink_to(places / "elsewhere")
    else:
        planted.mkdir(parents=True)
    if how == "owner":
        of_another(planted, monkeypatch)
    elif how != "link":
        planted.chmod(0o775 if how == "group" else 0o757)
    with caplog.at_level(logging.WARNING):
        folder = chosen(complete=True)
    if (which, how) == ("named", "link"):  # a link that the user names is followed
        assert folder.is_relative_to(places / "elsewhere")
        return
    assert folder.is_relative_to(places / "user")
    assert str(planted) in caplog.text
    if how == "link":
        assert not list((places / "elsewhere").iterdir()), "nothing is made behind a link"


def test_a_shared_folder_is_passed_through_where_nobody_can_touch_what_is_anothers(places: Path) -> None:
    for name in ("named", "user"):
        (places / name).mkdir()
        (places / name).chmod(0o777)
    assert chosen().is_relative_to(places / "shared" / f"policyscope-{os.getuid()}")


def test_where_nothing_is_safe_a_private_folder_is_made_and_removed_at_the_end(places: Path) -> None:
    for name in ("named", "user", "shared"):
        (places / name).mkdir(exist_ok=True)
        (places / name).chmod(0o777)
    first, second = chosen(), chosen()
    assert first != second
    for folder in (first, second):
        assert folder.parents[2] == places / "shared"
        assert folder.parents[1].stat().st_mode & 0o777 == 0o700
    program = "from policyscope.gradients.machine_code import folders; print(folders.private())"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    assert "policyscope-private-" in said
    assert not Path(said).exists()


def test_a_folder_that_cannot_be_written_is_used_where_it_is_complete(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = chosen()
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder)
    assert chosen(complete=True) == folder
    assert chosen(complete=False).is_relative_to(places / "user")


def test_neighbours_that_nobody_uses_are_removed_after_a_while(places: Path) -> None:
    folder = chosen()
    now = folder.stat().st_mtime + 100 * DAY
    ages = {"kernels-old": folders.UNUSED_DAYS + 1, "kernels-young": folders.UNUSED_DAYS - 1, "somebody-elses": 1000}
    for name, days in ages.items():
        (folder.parent / name).mkdir()
        (folder.parent / name / "learn.kernel").touch()
        os.utime(folder.parent / name, (now - days * DAY,) * 2)
    (folder.parent / "kernels-link").symlink_to(folder.parent / "somebody-elses")
    folders.used(folder, now)
    assert {path.name for path in folder.parent.iterdir()} == {folder.name, "kernels-young", "somebody-elses", "kernels-link"}
    assert folder.stat().st_mtime == now
