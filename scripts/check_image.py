"""Starts a built image as compose.yaml says and plays a run through it; `scripts/check-image` builds it first.

    python -m scripts.check_image FOLDER ROOT

FOLDER holds ``image.json``, what buildah tells of the image, and takes what runc needs; ROOT is where the image is mounted. The container
has a network of its own, so its port meets nobody else's: the client that plays runs inside it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
NAME = "policyscope"
PATIENCE = 240.0
"""Seconds a container may take to be well: as long as compiling every kernel on a slow machine."""
CAPABILITIES = ("bounding", "effective", "permitted", "inheritable", "ambient")
UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def size(text: str | int) -> int:
    """Bytes, of a size as compose writes it: ``2g``."""
    match = re.fullmatch(r"(\d+)([kmg]?)b?", str(text).lower())
    if match is None:
        raise ValueError(f"expected a size such as 512m, got {text!r}")
    return int(match[1]) * UNITS[match[2]]


def bundle(image: dict[str, Any], service: dict[str, Any], root: str) -> dict[str, Any]:
    """The OCI runtime's configuration of a container.

    Args:
        image: the image's own configuration: Cmd, Env, User.
        service: its service in compose.yaml, which decides on rights and limits.
        root: where the image's files are.

    Raises:
        ValueError: image and service name different users, or one by name.
    """
    if image["User"] != service["user"]:
        raise ValueError(f"user: expected the image's, {image['User']}, got {service['user']}")
    uid, gid = map(int, service["user"].split(":"))
    most = service["ulimits"]["nofile"]
    return {
        "ociVersion": "1.0.2",
        "root": {"path": root, "readonly": service["read_only"]},
        "hostname": NAME,
        "process": {
            "terminal": False,
            "user": {"uid": uid, "gid": gid},
            "args": image["Cmd"],
            "env": image["Env"],
            "cwd": "/",
            "noNewPrivileges": "no-new-privileges:true" in service["security_opt"],
            "capabilities": {kind: [] for kind in CAPABILITIES} if service["cap_drop"] == ["ALL"] else {},
            "rlimits": [{"type": "RLIMIT_NOFILE", "soft": most, "hard": most}],
        },
        "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=64k"]},
            *(scratch(each) for each in service["tmpfs"]),
        ],
        "linux": {
            "namespaces": [{"type": kind} for kind in ("pid", "mount", "ipc", "uts", "network")],
            "resources": {"memory": {"limit": size(service["mem_limit"])}, "pids": {"limit": service["pids_limit"]}},
        },
    }


def scratch(tmpfs: str) -> dict[str, Any]:
    """A file system in memory, with Docker's own options for one."""
    folder, _, options = tmpfs.partition(":")
    return {
        "destination": folder, "type": "tmpfs", "source": "tmpfs",
        "options": ["noexec", "nosuid", "nodev", *filter(None, options.split(","))],
    }  # fmt: skip


class Container:
    """A running container.

    Args:
        folder: holds its configuration and runc's own notes.
    """

    def __init__(self, folder: Path) -> None:
        self._runc = ["runc", "--root", str(folder / "runc")]
        self.log = folder / "server.log"
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                [*self._runc, "run", "--bundle", str(folder), NAME], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def run(self, *command: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command inside, as the image's user."""
        return subprocess.run([*self._runc, "exec", NAME, *command], input=text, capture_output=True, text=True, timeout=PATIENCE)

    def wait_until_well(self, check: list[str]) -> float:
        """Seconds until the image's own check of its health passes.

        Raises:
            SystemExit: the container has ended, or is not well after some minutes.
        """
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            if self._process.poll() is not None:
                raise SystemExit(f"The container has ended:\n{self.log.read_text()}")
            if self.run(*check).returncode == 0:
                return time.monotonic() - began
            time.sleep(0.2)
        raise SystemExit(f"The container is not well after {PATIENCE:.0f} s:\n{self.log.read_text()}")

    def stop(self) -> int:
        """Stop it as Docker does, and tell its exit code."""
        subprocess.run([*self._runc, "kill", NAME, "TERM"], check=True)
        return self._process.wait(10)


def main() -> None:
    """Start, wait, play, stop; the exit code is 1 where something of it failed."""
    folder, root = Path(sys.argv[1]), sys.argv[2]
    image = json.loads((folder / "image.json").read_text())["Docker"]["config"]
    service = yaml.safe_load((HERE.parent / "compose.yaml").read_text(encoding="utf-8"))["services"]["policyscope"]
    (folder / "config.json").write_text(json.dumps(bundle(image, service, root)))
    container = Container(folder)
    seconds = container.wait_until_well(image["Healthcheck"]["Test"][1:])
    print(f"The container is well after {seconds:.1f} s.")
    played = container.run("python", "-", text=(HERE / "play_a_run.py").read_text(encoding="utf-8"))
    print(played.stdout + played.stderr, end="")
    code, log = container.stop(), container.log.read_text()
    print(f"It stopped with exit code {code}. Its log:\n{log}", end="")
    raise SystemExit(bool(played.returncode or code or "Traceback" in log))


if __name__ == "__main__":
    main()
