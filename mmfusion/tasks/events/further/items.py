"""Further sources of pictures and sounds, most of them of none: what trains, and what is kept to test with.

Most of what a microphone hears and a camera sees is none of the kinds, and comes from elsewhere than the
training's own sources. Some sources never train, whole, so that there is a test on what nobody trained on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.events.further import room
from mmfusion.tasks.events.pairs import FOLDS
from mmfusion.tasks.events.pictures import Picture, rank
from mmfusion.tasks.events.recordings import SYNTHETIC, Recording, load, recordings
from mmfusion.tasks.events.sounds import active_level
from mmfusion.tasks.packs import read_table

AudioF32 = NDArray[np.float32]
SOUNDS, PICTURES = "extra_sounds_16k_ogg.zip", "extra_pictures_320.zip"
NON_COMMERCIAL = ("esc50", "urbansound8k")
"""Under CC BY-NC: weights that ship are not trained on them."""
HELD_OUT_SOUNDS = (*NON_COMMERCIAL, "moodist", "voxelibre")
HELD_OUT_PICTURES = ("gcompris_pictures", "openimages_packt")
"""Sources that never train: each has none and several of the kinds."""
HELD_OUT_FOLD = 0
"""The fold of what never trains and stands in no fold's test."""
IN_NOISE = "speech in noise"
DECIBELS = (-5.0, 15.0)
"""Speech against the sound of none that it is mixed with, dB."""
ROOM_EACH, SPEECH_EACH_GROUP, BACKGROUND_FROM = 16, 8, 0.25


def further_recordings(rows: Sequence[Mapping[str, str]] | None = None) -> list[Recording]:
    """Return the further recordings that train or test, in a fixed order; what is made here comes last.

    Args:
        rows: of the pack's ``meta.csv``; read from the pack by default.

    Raises:
        PackError: the pack is missing.

    """
    given = read_table(SOUNDS) if rows is None else rows
    own = [_recording(row) for row in _trains(given, HELD_OUT_SOUNDS)]
    for kind in room.KINDS:
        for index in range(ROOM_EACH):
            name = f"{kind}/{index}"
            own.append(
                Recording(SYNTHETIC, name, f"none:{kind}", SYNTHETIC, f"synthetic/{name}", index % FOLDS + 1)
            )
    return own


def further_pictures(rows: Sequence[Mapping[str, str]] | None = None) -> list[Picture]:
    """Return the further pictures that train or test. Arguments, errors: `further_recordings`."""
    given = read_table(PICTURES) if rows is None else rows
    return [_picture(row) for row in _trains(given, HELD_OUT_PICTURES)]


def held_out_recordings(rows: Sequence[Mapping[str, str]] | None = None) -> list[Recording]:
    """Return the recordings of `HELD_OUT_SOUNDS`. Arguments, errors: `further_recordings`."""
    given = read_table(SOUNDS) if rows is None else rows
    return [_recording(row, HELD_OUT_FOLD) for row in given if row["source"] in HELD_OUT_SOUNDS]


def held_out_pictures(rows: Sequence[Mapping[str, str]] | None = None) -> list[Picture]:
    """Return the pictures of `HELD_OUT_PICTURES`. Arguments, errors: `further_recordings`."""
    given = read_table(PICTURES) if rows is None else rows
    return [_picture(row) for row in given if row["source"] in HELD_OUT_PICTURES]


def _trains(rows: Sequence[Mapping[str, str]], held_out: Sequence[str]) -> list[Mapping[str, str]]:
    """Return the rows that share neither source nor group with what is held out."""
    kept = {row["group"] for row in rows if row["source"] in held_out}
    return [row for row in rows if row["source"] not in held_out and row["group"] not in kept]


def _label(row: Mapping[str, str]) -> str:
    return "sea waves" if row["label"] == "sea_waves" else row["label"]


def _recording(row: Mapping[str, str], fold: int | None = None) -> Recording:
    group = f"further/{row['group']}"
    own = 1 + int(rank("fold " + group) * FOLDS) if fold is None else fold
    return Recording(SOUNDS, row["file"], _label(row), row["source"], group, own)


def _picture(row: Mapping[str, str]) -> Picture:
    return Picture(PICTURES, row["file"], _label(row), row["source"], f"further/{row['group']}")


def in_noise(sounds: Sequence[Recording]) -> list[Recording]:
    """Return speech mixed with sounds of none: nobody recorded speech in noise.

    A mixture belongs to its speaker's group and fold. What it is mixed with is of the same fold and of no
    group that validation holds, so that neither side of a split hears what the other is tested with.

    Args:
        sounds: what to mix, of any kinds.

    """
    by_group: dict[str, list[Recording]] = {}
    for sound in sounds:
        if sound.label == "speech":
            by_group.setdefault(sound.group, []).append(sound)
    backgrounds = [[s for s in sounds if _is_behind(s, fold)] for fold in range(1, FOLDS + 1)]
    out = []
    for group, spoken in by_group.items():
        for voice in sorted(spoken, key=lambda s: rank("in noise " + s.member))[:SPEECH_EACH_GROUP]:
            behind = backgrounds[voice.fold - 1]
            if behind:
                other = behind[int(rank(f"behind {voice.member}") * len(behind))]
                name = "\n".join((voice.pack, voice.member, other.pack, other.member))
                out.append(Recording(IN_NOISE, name, "speech", IN_NOISE, group, voice.fold))
    return out


def _is_behind(sound: Recording, fold: int) -> bool:
    """Return whether speech of a fold may be mixed with this sound."""
    validates = rank("validation " + sound.group) <= BACKGROUND_FROM
    return sound.label.startswith("none") and sound.fold == fold and not validates


def sources() -> list[dict[str, str]]:
    """Return the further sources that train, with their licences. Raises `PackError`."""
    return [
        {"pack": f"{pack}, {row['source']}", "licence": row["licence"]}
        for pack, held_out in ((SOUNDS, HELD_OUT_SOUNDS), (PICTURES, HELD_OUT_PICTURES))
        for row in read_table(pack, "sources.csv")
        if row["source"] not in held_out
    ]


@lru_cache(maxsize=1)
def every_recording() -> list[Recording]:
    """Return the first recordings, the further ones, then speech in noise. Raises `PackError`."""
    sounds = [*recordings(), *further_recordings()]
    return [*sounds, *in_noise(sounds)]


def heard(recording: Recording) -> AudioF32:
    """Return the waveform `(S,)` of any recording, mono at 16 kHz. Raises `PackError`."""
    if recording.pack == IN_NOISE:
        voice_pack, voice, other_pack, other = recording.member.split("\n")
        ratio = float(np.interp(rank("ratio " + recording.member), (0, 1), DECIBELS))
        return mixed(_load(voice_pack, voice), _load(other_pack, other), ratio)
    return _load(recording.pack, recording.member)


def _load(pack: str, member: str) -> AudioF32:
    if pack == SYNTHETIC and member.split("/")[0] in room.KINDS:
        kind, index = member.split("/")
        return room.synthesise(kind, int(index))
    return load(Recording(pack, member, "", "", "", HELD_OUT_FOLD))


def mixed(voice: AudioF32, other: AudioF32, decibels: float) -> AudioF32:
    """Return `voice` with `other`, repeated or cut to its length, `decibels` below it: what sounds of each.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.events.further.items import mixed
        >>> voice, other = np.ones(1600, np.float32), np.full(800, 5, np.float32)
        >>> mixed(voice, other, 20.0)[:2].tolist()  # a tenth of the voice
        [1.100000023841858, 1.100000023841858]

    """
    behind = np.tile(other, -(-voice.size // other.size))[: voice.size]
    gain = active_level(voice) / active_level(behind) * 10 ** (-decibels / 20)
    return np.asarray(voice + np.float32(gain) * behind, dtype=np.float32)
