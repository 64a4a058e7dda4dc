"""Carry out the attacks one after the other and print what each did. The exit code is 1 where the server did not hold."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import time
from contextlib import ExitStack

from benchmarks.attack.attacks import ATTACKS
from benchmarks.attack.crowd import Crowd, Lateness
from benchmarks.attack.judge import Figures, header, passed, row
from benchmarks.attack.lab import Lab, busy
from benchmarks.attack.watch import Watch
from benchmarks.live import ROOT

PAUSE = 2.0
"""Seconds within which the server must be idle again, and for which it is then looked at."""


class Scene:
    """A server and the crowd that plays on it; both are replaced once an attack has harmed them."""

    def __init__(self, sessions: int, pause: float) -> None:
        self.pause = pause
        with ExitStack() as stack:
            self.lab = Lab()
            stack.callback(self.lab.close)
            self.crowd = Crowd(self.lab.port, sessions)
            stack.callback(self.crowd.close)
            self.close = stack.pop_all().close

    async def attack(self, name: str, seconds: float) -> Figures:
        """Carry out one attack and measure what it does."""
        lab, watch = self.lab, Watch(self.lab)
        logged, before = len(lab.log()), lab.memory()
        answers: dict[str, int] = {}

        async def course() -> Lateness:
            start = time.perf_counter()
            answers.update(await attacker(name, lab.port, seconds))
            end = time.perf_counter()
            await asyncio.sleep(self.pause)
            return self.crowd.lateness(start, end, time.perf_counter())

        others = await watch.look(course())
        cores = self.cores()
        log = lab.log(logged)
        wrong = [answer for answer in answers if answer in ATTACKS[name].wrong] + ([] if lab.alive() else ["the server ended"])
        return Figures(
            attack=name,
            others=others,
            opening=max(watch.openings),
            health=max(watch.healths),
            growth=max(watch.memory) - before,
            kept=lab.memory() - before,
            busy=cores,
            log=log,
            answers=answers,
            wrong=wrong,
        )

    def cores(self) -> float:
        """Cores that the server uses while the crowd stands still; or wants, on a machine that has none to spare."""
        lab = self.lab
        with self.crowd.standing_still():
            used, wanted = lab.cpu(), lab.wanted()
            time.sleep(self.pause)
            cores = max((lab.cpu() - used) / self.pause, busy(wanted, lab.wanted(), self.pause))
        time.sleep(0.5)  # the frames that have piled up are late, and nobody's fault
        return cores


async def attacker(name: str, port: int, seconds: float) -> dict[str, int]:
    """Run the attacker's process; what it was answered. One that does not stop by itself is stopped."""
    command = [sys.executable, "-m", "benchmarks.attack.attacker", name, str(port), str(seconds)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        async with asyncio.timeout(seconds + 6):
            said, _ = await process.communicate()
    except TimeoutError:
        return {"the attacker had to be stopped": 1}
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return dict(json.loads(said)) if said else {"the attacker broke": 1}


def measure(names: list[str], sessions: int, seconds: float, pause: float = PAUSE, log: int = 0) -> list[Figures]:
    """Carry out these attacks, printing a row for each, and the first so many lines that the server logged."""
    all_figures: list[Figures] = []
    scene: Scene | None = None
    print(header(), flush=True)
    try:
        for name in names:
            scene = scene or Scene(sessions, pause)
            figures = asyncio.run(scene.attack(name, seconds))
            print(row(figures), *figures.log.splitlines()[:log], sep="\n", flush=True)
            all_figures.append(figures)
            if not passed(figures):
                scene.close()
                scene = None
    finally:
        if scene is not None:
            scene.close()
    return all_figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attack", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", metavar="NAMES", help="these attacks only, with commas between")
    parser.add_argument("--sessions", type=int, default=100, help="live sessions that play meanwhile")
    parser.add_argument("--seconds", type=float, default=3.5, help="how long each attack lasts")
    parser.add_argument("--log", type=int, default=0, metavar="LINES", help="show the first lines that the server logs")
    parser.add_argument("--list", action="store_true", help="print the attacks' names and end")
    options = parser.parse_args()
    if options.list:
        print("\n".join(f"{name:<20} {attack.what}" for name, attack in ATTACKS.items()))
        return
    names = options.only.split(",") if options.only else list(ATTACKS)
    if unknown := [name for name in names if name not in ATTACKS]:
        parser.error(f"--only: expected names that --list prints, got {', '.join(unknown)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # as Ctrl-C: the server and the crowd end too
    figures = measure(names, options.sessions, options.seconds, log=options.log)
    failed = [each.attack for each in figures if not passed(each)]
    print(f"\n{len(figures) - len(failed)} of {len(figures)} attacks held" + (f"; not: {', '.join(failed)}" if failed else ""))
    if "nothing" in failed:
        print("Nothing at all was too much: this machine has too much else to do for these figures to say anything of the server.")
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
