"""A class in a room: N sessions guess within a minute, look at their room, are revealed to.

    python benchmarks/board.py [--users 200] [--seconds 60] [--page cost]

Starts the app and has a teacher open a room; everybody comes within ten seconds, guesses once at a random
moment and again with a chance of a quarter, and looks at the room as often as the page asks a browser to. At
the end the teacher reveals, and everybody waits for the number. Beside it, in the same run and on a server of
its own, the same sessions guess alone, without a room: what the room costs is the ratio. CPU is what the
server's process used, in % of a core. Loopback only, bounded in users and time.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from viewers import Viewer, ViewerError, stream_of

classes = importlib.import_module("class")
ROOT = Path(__file__).resolve().parents[1]
RAMP, AGAIN = 10.0, 0.25
"""Seconds within which all have come; how many guess a second time."""


@dataclass
class Found:
    """What was measured of one class."""

    first: list[float] = field(default_factory=list)
    guesses: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    revealed: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu: float = float("nan")


async def student(
    viewer: Viewer, page: str, number: int, users: int, end: float, over: asyncio.Event, found: Found
) -> None:
    """Come, guess, look as often as the page asks, until the number is there."""
    chance = random.Random(number)
    try:
        await asyncio.sleep(RAMP * number / users)
        found.first.append(await viewer.open())
        moments = [chance.uniform(time.monotonic(), end)]
        if chance.random() < AGAIN:
            moments.append(chance.uniform(moments[0], end))
        choice = f"{page}_guessing"
        while choice in viewer.found or moments:
            wait = min(viewer.again.values(), default=0.2)
            await asyncio.sleep(wait * chance.uniform(0.9, 1.1))
            if moments and time.monotonic() >= moments[0]:
                moments.pop(0)
                widget = viewer.found.get(choice)
                if widget is not None:
                    found.guesses.append(await viewer.act([(widget, chance.choice(widget.options))]))
            elif viewer.again:
                found.looks.append(await viewer.look_again())
            elif not moments or over.is_set():
                break
        if over.is_set():
            found.revealed.append(time.monotonic())
    except Exception as error:  # whatever it is, it is a session's error and is counted
        words = str(error) if isinstance(error, ViewerError) else f"{type(error).__name__}: {error}"
        found.errors.append(words[:160])
    finally:
        await viewer.close()


async def attend(address: str, pid: int, page: str, users: int, seconds: float, together: bool) -> Found:
    """Have a class on a page, in a room or each alone."""
    found, over, room = Found(), asyncio.Event(), {}
    teacher = Viewer(stream_of(address), page)
    await teacher.open()
    if together:
        await teacher.act([(teacher.found["rail-board"], True)])
        await teacher.act([(teacher.found["board-open"], True)])
        room = {"room": teacher.query["room"]}
    end = time.monotonic() + RAMP + seconds
    viewers = [Viewer(stream_of(address), page, query=dict(room)) for _ in range(users)]
    all_of_them = asyncio.gather(
        *(student(viewer, page, n, users, end, over, found) for n, viewer in enumerate(viewers))
    )
    await asyncio.sleep(RAMP)
    before = classes.used(pid), time.monotonic()
    await asyncio.sleep(max(0.0, end - time.monotonic()))
    found.cpu = 100 * (classes.used(pid) - before[0]) / (time.monotonic() - before[1])
    over.set()
    if together:
        pressed = time.monotonic()
        await teacher.act([(teacher.found[f"{page}_reveal"], True)])
        await all_of_them
        found.revealed = [moment - pressed for moment in found.revealed]
    else:
        await all_of_them
        found.revealed.clear()
    await teacher.close()
    return found


def row(name: str, found: Found) -> None:
    """Print what was measured."""
    times = (found.first, found.guesses, found.looks, found.revealed)
    cells = [f"{classes.quantile(v, 0.5):.0f} ({classes.quantile(v, 0.95):.0f})" for v in times]
    cells += [str(len(found.guesses)), str(len(found.looks)), f"{found.cpu:.0f}", str(len(found.errors))]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)
    for words in sorted(set(found.errors))[:5]:
        print(f"  {found.errors.count(words)} × {words}")


def main() -> None:
    """Run both classes and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--page", default="cost", help="one whose choice of a guess is <page>_guessing")
    asked = parser.parse_args()
    if not 0 < asked.users <= classes.MOST_USERS or not 0 < asked.seconds <= classes.MOST_SECONDS:
        parser.error(f"1 to {classes.MOST_USERS} users, up to {classes.MOST_SECONDS:.0f} s")
    print("| ms, median (p95) | first load | guess | look at the room | revealed to all | guesses | looks "
          "| CPU, % of a core | errors |\n|---|---|---|---|---|---|---|---|---|")  # fmt: skip
    measured = {}
    for name, together in (("in a room", True), ("alone", False)):
        with classes.serving(ROOT, "", False) as (address, pid):
            measured[name] = asyncio.run(
                attend(address, pid, asked.page, asked.users, asked.seconds, together)
            )
        row(name, measured[name])
    room, alone = measured.values()
    for what, a, b in (
        ("guess, median", classes.quantile(room.guesses, 0.5), classes.quantile(alone.guesses, 0.5)),
        ("CPU", room.cpu, alone.cpu),
    ):
        print(f"room / alone, {what}: {a / b:.1f}" if b > 0 else f"{what}: nothing to compare with")
    sys.exit(any(found.errors for found in measured.values()))


if __name__ == "__main__":
    main()
