"""How the shipped samples were made: CC BY and CC0 stills, filmed, with CC BY and CC0 recordings.

Everything comes from fold 1, which the shipped weights never saw. Picture and sound share a class, not a
moment, and the page says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mmfusion.media import Clip, save_clip
from mmfusion.tasks.events.frames import Take, film, open_picture
from mmfusion.tasks.events.pairs import picture_folds
from mmfusion.tasks.events.pictures import CALTECH, DRONE, Picture, pictures
from mmfusion.tasks.events.recordings import SAMPLE_RATE, Recording, load, recordings
from mmfusion.tasks.events.samples import FOLDER
from mmfusion.tasks.packs import read_member

_FPS, _SHAPE = 10, (288, 384)


@dataclass(frozen=True)
class _Plan:
    """One sample: which still of fold 1 and which recordings of fold 1."""

    name: str
    title: str
    label: str | None
    still: str
    """Start of the member's name."""
    sound: str
    """Start of the recording's member name."""
    recordings: int = 1
    choice: int = 0
    """Which of the stills of fold 1 in their order."""


_PLANS = (
    _Plan("rooster", "rooster", "rooster", "rooster/", "rooster/", recordings=2),
    _Plan("dog", "dog", "dog", "dalmatian/", "dog_bark/", choice=2),
    _Plan("helicopter", "helicopter", "helicopter", "helicopter/", "helicopter/"),
    _Plan("drone", "drone", "drone", "crops/drone/", "audio/DRONE"),
    _Plan("clock", "clock", "clock", "watch/", "clock_tick/", choice=3),
    _Plan("elephant", "elephant: not known", None, "elephant/", "rain/"),
)


def make_samples(picture_groups: list[str], report: Callable[[str], None] = print) -> None:
    """Write the samples and their list with credits into assets/samples. Raises `PackError`."""
    folds = picture_folds(picture_groups)
    stills = [p for p, fold in zip(pictures(), folds, strict=True) if fold == 1]
    sounds = [r for r in recordings() if r.fold == 1]
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = []
    for number, plan in enumerate(_PLANS):
        fitting = [p for p in stills if p.member.startswith(plan.still) and p.pack in (CALTECH, DRONE)]
        still = fitting[plan.choice]
        heard = [r for r in sounds if r.member.startswith(plan.sound)][: plan.recordings]
        clip = _clip(still, heard, number)
        save_clip(clip, FOLDER / f"{plan.name}.mp4", fps=_FPS)
        rows.append(
            {
                "name": plan.name,
                "title": plan.title,
                "label": plan.label,
                "file": f"{plan.name}.mp4",
                "credit": f"{_picture_credit(still)}; {_sound_credit(heard)}",
            }
        )
        report(f"{plan.name}: {still.member} with {', '.join(r.member for r in heard)}")
    listing = json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
    (FOLDER / "samples.json").write_text(listing, encoding="utf-8")


def _clip(still: Picture, heard: list[Recording], seed: int) -> Clip:
    waves = [load(r) for r in heard]
    sound = np.concatenate(waves)[: round(9.6 * SAMPLE_RATE)]
    seconds = sound.size / SAMPLE_RATE
    frames = round(seconds * _FPS)
    take = Take(shape=_SHAPE, zoom=(0.98, 0.8), centre=((0.35, 0.5), (0.6, 0.45)))
    moments = tuple(np.linspace(0, 1, frames).tolist())
    pictures_ = film(open_picture(still), take, moments, np.random.default_rng(seed))
    times = (np.arange(frames) + 0.5) / _FPS
    peak = float(np.abs(sound).max()) + 1e-9
    return Clip(pictures_, times, 0.7 * sound / peak, SAMPLE_RATE, "sample", 0.0, seconds, seconds)


def _picture_credit(still: Picture) -> str:
    number = re.findall(r"\d+", still.member)[-1].lstrip("0")
    if still.pack == CALTECH:
        name = still.member.split("/")[0]
        people = "Li, Andreeto, Ranzato, Perona"
        return f"picture: Caltech-101, {name} {number} ({people}), CC BY 4.0, cropped and panned"
    return "picture: Multi-Sensor Drone Detection data set (Svanström), CC0"


def _sound_credit(heard: list[Recording]) -> str:
    names = ", ".join(r.member.split("/")[-1].removesuffix(".ogg") for r in heard)
    if heard[0].source == "drone":
        return f"sound: Multi-Sensor Drone Detection data set (Svanström), {names}, CC0"
    credits = read_member(heard[0].pack, "UPSTREAM_README.md").decode(errors="replace")
    people = []
    for recording in heard:
        member = re.escape(recording.member.split("/")[-1])
        found = re.search(rf"\[{member}\].* by \*(.+?)\* \(\[(.+?)\]", credits)
        if found:
            people.append(f"freesound.org: {found.group(1)}, {found.group(2)}")
    by = f" ({'; '.join(dict.fromkeys(people))})" if people else ""
    return f"sound: ESC-10 (Piczak), {names}, CC BY 3.0{by}"
