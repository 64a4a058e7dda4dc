"""nginx and Caddy before a lab, on ports of this machine's loopback, with nothing outside a folder of the test's own."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

DEPLOY = Path(__file__).resolve().parent.parent / "docs" / "deploy.md"
START_SECONDS = 30
NAMES = ("nginx", "caddy", "openssl")


def find(name: str) -> str:
    """Path of a program the tests need; Debian keeps nginx where only root looks.

    Raises:
        FileNotFoundError: it is not installed.
    """
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin:/usr/local/bin")
    if path is None:
        raise FileNotFoundError(f"{name} is not installed: run scripts/test-tools, which installs it or says how")
    return path


def lines(kind: str, port: int) -> str:
    """What docs/deploy.md tells people to write for a proxy, before the lab on this port."""
    found = re.search(rf"^```{kind}\n(.*?)^```$", DEPLOY.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/deploy.md has no lines for {kind}"
    assert found[1].count("127.0.0.1:8000") == 1
    return found[1].replace("127.0.0.1:8000", f"127.0.0.1:{port}")


class Proxy:
    """A running proxy. Ends with `stop`."""

    def __init__(self, command: list[str], folder: Path, ports: list[int]) -> None:
        self.log = (folder / "log").open("w+b")
        environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=self.log, stderr=self.log)
        ends = time.monotonic() + START_SECONDS
        while not all(listens(port) for port in ports):
            if self.process.poll() is not None or time.monotonic() > ends:
                self.stop()
                raise RuntimeError(f"{command[0]} did not start: {(folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(START_SECONDS)
        self.log.close()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def nginx(folder: Path, servers: dict[int, str]) -> Proxy:
    """One nginx with a server block for each port."""
    certificate(folder)
    blocks = "".join(
        f"server {{ listen 127.0.0.1:{port}{'' if 'ssl_' not in inner else ' ssl'};\n{inner}\n}}\n" for port, inner in servers.items()
    )
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    # One process and no daemon: what is started is what is stopped.
    start = f"daemon off; master_process off; pid {folder}/pid; error_log stderr;\nevents {{}}\n"
    (folder / "nginx.conf").write_text(f"{start}http {{\naccess_log off;\n{temporary}{blocks}}}\n")
    command = [find("nginx"), "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    return Proxy(command, folder, list(servers))


def certificate(folder: Path) -> None:
    """A self-signed certificate for 127.0.0.1: cert.pem and key.pem."""
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 -keyout key.pem -out cert.pem"
    subprocess.run([find("openssl"), *words.split()], cwd=folder, check=True, capture_output=True, timeout=60)


def caddy(folder: Path, port: int, site: str) -> Proxy:
    """A Caddy with one site on this port, over plain HTTP."""
    site = site.replace("lab.example.org", f"http://127.0.0.1:{port}")
    (folder / "Caddyfile").write_text(f"{{\n    admin off\n    auto_https off\n}}\n{site}")
    command = [find("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    return Proxy(command, folder, [port])


if __name__ == "__main__":
    try:
        print(*(find(name) for name in sys.argv[1:] or NAMES))
    except FileNotFoundError as missing:
        sys.exit(str(missing))
