"""A class at once: N sessions on a page, each acting every few seconds, over Streamlit's own WebSocket.

    python benchmarks/class.py [--users 30 60 100] [--page heads | all] [--seconds 30] [--think 4]
    python benchmarks/class.py --against CHECKOUT     # the same in another checkout, beside it, as a ratio
    python benchmarks/class.py --watcher auto         # with the file watcher that the configuration turns off
    python benchmarks/class.py --cold                 # visitors come while the server still warms up

Starts the app with the repository's configuration in a process of its own and lets viewers in within five
seconds. They do on each page what can be done there (acts.py), `--think` seconds apart on average. A first
load is from opening the connection to the end of the first run; an interaction from sending a change to the
end of what it set off. CPU is what the server's processes used while viewers acted, over the interactions: it
hardly depends on what else the machine does. Each number of users has a server of its own, which all pages
share.
Loopback only, bounded in users and time.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from acts import PAGES, act
from viewers import Viewer, ViewerError, stream_of

ROOT = Path(__file__).resolve().parents[1]
MOST_USERS, MOST_SECONDS = 200, 600.0
RAMP = 5.0
"""Seconds within which all viewers have come."""
Server = tuple[str, int]
"""Address and process."""
LIMIT = 120.0
"""Seconds that a server may take to answer, or to come to rest."""


@dataclass
class Found:
    """What was measured on a page with a number of users."""

    first: list[float] = field(default_factory=list)
    acts: list[float] = field(default_factory=list)
    by_act: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    cpu: float = float("nan")
    """Seconds of the server while viewers acted."""
    bytes: int = 0

    @property
    def each(self) -> float:
        """Milliseconds of a core an interaction."""
        return 1e3 * self.cpu / len(self.acts) if self.acts else float("nan")


def quantile(values: list[float], share: float) -> float:
    """Return a quantile in milliseconds, NaN of nothing."""
    ordered = sorted(values)
    return 1e3 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def used(pid: int) -> float:
    """Return the processor seconds of a process and of its children that have ended; NaN where unknown."""
    try:
        numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return sum(map(int, numbers[11:15])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def serving(checkout: Path, watcher: str, cold: bool) -> Iterator[Server]:
    """Yield address and process of a checkout's server; at rest after its warm-up, unless `cold`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.fileWatcherType", watcher] if watcher else []
    server = subprocess.Popen(
        command,
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + LIMIT
        while True:
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                    break
            except OSError:
                if server.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"no server in {checkout}") from None
                time.sleep(0.05)
        before = float("-inf")
        while not cold and time.monotonic() < end and (now := used(server.pid)) - before > 0.1:
            before = now
            time.sleep(2.0)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(20)


async def view(
    stream: str, page: str, number: int, users: int, end: float, think: float, found: Found
) -> None:
    """Be one viewer until the end."""
    chance = random.Random(f"{page} {number} of {users}")
    await asyncio.sleep(RAMP * number / users)
    viewer = Viewer(stream, "" if page == "home" else page)
    try:
        found.first.append(await viewer.open())
        while True:
            await asyncio.sleep(chance.expovariate(1 / think))
            if time.monotonic() > end:
                break
            done = await act(viewer, page, chance)
            if done is not None:
                found.acts.append(done[1])
                found.by_act[done[0]].append(done[1])
    except Exception as error:  # whatever it is, it is a viewer's error and is counted
        words = str(error) if isinstance(error, ViewerError) else f"{type(error).__name__}: {error}"
        found.errors[words[:160]] += 1
    finally:
        found.bytes += viewer.bytes
        await viewer.close()


async def attend(address: str, pid: int, page: str, users: int, seconds: float, think: float) -> Found:
    """Have a class on a page."""
    found, stream = Found(), stream_of(address)
    end = time.monotonic() + RAMP + seconds

    async def watch() -> None:
        await asyncio.sleep(RAMP)
        before = used(pid), len(found.acts)
        await asyncio.sleep(max(0.0, end - time.monotonic()))
        done = len(found.acts) - before[1]
        found.cpu = (used(pid) - before[0]) * (len(found.acts) / done if done else 1.0)

    await asyncio.gather(watch(), *(view(stream, page, n, users, end, think, found) for n in range(users)))
    return found


def row(page: str, users: int, what: str, found: Found) -> None:
    """Print what was measured."""
    times = [f"{quantile(v, s):.0f}" for v in (found.first, found.acts) for s in (0.5, 0.95)]
    cells = [page, what, users, *times, len(found.acts), f"{found.each:.0f}", sum(found.errors.values())]
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
    for words, count in found.errors.most_common(5):
        print(f"  {count} × {words}", flush=True)


def ratio(page: str, users: int, own: Found, other: Found) -> None:
    """Print how many times longer the other checkout takes."""

    def of(values: list[float], others: list[float], share: float) -> str:
        least = quantile(values, share)
        return f"{quantile(others, share) / least:.1f}" if least > 0 else "–"

    cells = [of(own.first, other.first, 0.5), of(own.first, other.first, 0.95)]
    cells += [of(own.acts, other.acts, 0.5), of(own.acts, other.acts, 0.95), ""]
    cells += [f"{other.each / own.each:.1f}" if own.each > 0 else "–", ""]
    print(f"| {page} | other / this | {users} | {' | '.join(cells)} |", flush=True)


def compare(started: Mapping[str, Server], page: str, users: int, asked: argparse.Namespace) -> bool:
    """Have a class on a page of each server and print it; return whether there was an error."""
    measured: dict[str, Found] = {}
    for name, (address, pid) in started.items():
        found = asyncio.run(attend(address, pid, page, users, asked.seconds, asked.think))
        measured[name] = found
        row(page, users, name, found)
        if asked.by_act:
            for what, values in sorted(found.by_act.items()):
                middle, late = quantile(values, 0.5), quantile(values, 0.95)
                print(f"  {what}: {len(values)}, {middle:.0f} and {late:.0f} ms", flush=True)
    if "other" in measured:
        ratio(page, users, measured["this"], measured["other"])
    return any(found.errors for found in measured.values())


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--users", type=int, nargs="+", default=[30])
    parser.add_argument("--page", choices=("all", *PAGES), default="all")
    parser.add_argument("--seconds", type=float, default=30.0, help="that they act, after they have come")
    parser.add_argument("--think", type=float, default=4.0, help="mean seconds between two acts of a viewer")
    parser.add_argument("--against", type=Path, help="another checkout of the repository")
    parser.add_argument("--watcher", default="", help="server.fileWatcherType, as configured if not given")
    parser.add_argument("--cold", action="store_true", help="do not wait for the server's warm-up")
    parser.add_argument("--by-act", action="store_true", help="print each act's median and p95 too")
    asked = parser.parse_args()
    if not all(0 < users <= MOST_USERS for users in asked.users) or not 0 < asked.seconds <= MOST_SECONDS:
        parser.error(f"1 to {MOST_USERS} users, up to {MOST_SECONDS:.0f} s")
    checkouts = {"this": ROOT} | ({"other": asked.against.resolve()} if asked.against else {})
    print("| page | checkout | users | first load, median | p95 | interaction, median | p95 | interactions "
          "| CPU ms each | errors |\n|---|---|---|---|---|---|---|---|---|---|")  # fmt: skip
    failed = False
    pages = PAGES if asked.page == "all" else (asked.page,)
    for users in asked.users:
        for together in ((page,) for page in pages) if asked.cold else (pages,):
            with contextlib.ExitStack() as servers:
                started = {
                    name: servers.enter_context(serving(checkout, asked.watcher, asked.cold))
                    for name, checkout in checkouts.items()
                }
                for page in together:
                    failed |= compare(started, page, users, asked)
    sys.exit(failed)


if __name__ == "__main__":
    main()
