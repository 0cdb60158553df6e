"""What the page shows, computed: stored figures, lists for every emoji, answers to a typed name, digits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.nn.device import to_numpy
from mmfusion.tasks.digits import joint, stored
from mmfusion.tasks.digits.vocoder import audible
from mmfusion.tasks.digits.voice import Wave, log_mel, mel_power
from mmfusion.tasks.imagine import measured
from mmfusion.tasks.imagine.shown import Imagined, Nearest, imagined
from mmfusion.tasks.pairs import WORDS
from mmfusion.ui.shell.work import computed

Floats = NDArray[np.float64]
SHOWN = 6
"""Names that are listed."""
OPENING = "pig"
"""The emoji that the page opens with: its name is among the first ten and not the first."""
EACH = 2
"""Test pictures, and voices, of each digit."""
SEEN, HEARD = joint.SEEN, joint.HEARD
MOST = 32
"""Letters of a typed name at most."""


def table() -> dict[str, Any]:
    """Return what was measured. Raises FileNotFoundError without the file."""
    return measured.stored()


@computed(entries=2)
def maps(words: str) -> Imagined:
    """Return the maps of split 0. Raises FileNotFoundError without the pairs."""
    return imagined("glove" if words == "glove" else "minilm")


@computed(entries=1)
def lists() -> NDArray[np.int16]:
    """Return what is listed for each held-out picture, `(words, candidates, order, n, 1 + 2 × SHOWN)`.

    Rank of its own name, the rows of the names, their cosines in ten-thousandths. Candidates: held-out, all;
    order: cosine, CSLS.
    """
    out = []
    for words in WORDS:
        own = maps(words)
        for everything in (False, True):
            for corrected in (False, True):
                for item in range(len(own.held)):
                    found = own.names(item, everything, corrected, SHOWN)
                    out.append([found.rank, *found.rows, *np.rint(1e4 * found.cosines)])
    n = len(maps("minilm").held)
    return np.array(out, dtype=np.int16).reshape(len(WORDS), 2, 2, n, 1 + 2 * SHOWN)


def item_of(text: str) -> int:
    """Return which held-out emoji a link means, else the opening one."""
    from mmfusion.tasks.pairs import pairs
    from mmfusion.ui.shell.said import whole

    held = maps("minilm").held
    said = whole(text, len(held) - 1)
    if said is not None:
        return said
    names = pairs().names
    return next((i for i, row in enumerate(held) if names[row] == OPENING), 0)


@dataclass(frozen=True, eq=False)
class Typed:
    """What is imagined of a typed name: pictures among held-out ones, among all, and colours `(9,)`."""

    held: Nearest
    every: Nearest
    colours: Floats


@computed(entries=128)
def typed(name: str) -> Typed:
    """Return what is imagined of a name by MiniLM, which can read what it has never met."""
    from mmfusion.nn.minilm import load_encoder

    vector = np.asarray(to_numpy(load_encoder().encode([name]))[0], dtype=np.float64)
    own = maps("minilm")
    return Typed(
        own.pictures(vector, k=SHOWN), own.pictures(vector, everything=True, k=SHOWN), own.colour(vector)
    )


def spoken(name: str) -> str:
    """Return a typed name as it is asked: its letters and marks, `MOST` at most."""
    return " ".join("".join(c if c.isalnum() or c in "-'’&." else " " for c in name[: 4 * MOST]).split())[
        :MOST
    ].strip()


@dataclass(frozen=True, eq=False)
class Made:
    """What is made of one picture or voice by a VAE.

    Attributes:
        view: the other modality, as the VAE has it: ink 0 to 1 `(14, 14)`, or dB `(16, 16)`.
        wave: where it is a sound, heard.
        taken: the digit that a softmax on real examples takes it for, and its probability.
        back: the given modality, made again of `view`.
        narrower: share of the stored test examples whose posterior is wider.

    """

    view: Floats
    wave: Wave | None
    taken: tuple[int, float]
    back: Floats
    narrower: float


@dataclass(frozen=True, eq=False)
class Digit:
    """A stored test picture or voice, and what is imagined of it.

    Attributes:
        digit: which it is.
        view: as the VAE gets it.
        wave: where it is a sound.
        made: by kind of experts.
        partner: of the nearest training example: the other modality, its sound, its digit.

    """

    digit: int
    view: Floats
    wave: Wave | None
    made: dict[str, Made]
    partner: Floats
    partner_wave: Wave | None
    partner_digit: int


@lru_cache(maxsize=1)
def _lessons() -> tuple[dict[str, Floats], dict[str, NDArray[np.int64]]]:
    """Return the stored training examples as the VAE gets them, and their digits."""
    own, scale = stored().lessons, joint.read("product").scale
    views = {
        SEEN: joint.of_pictures(own.pictures),
        HEARD: scale.there(log_mel(own.powers)),
    }
    return views, {SEEN: own.written, HEARD: own.spoken}


@lru_cache(maxsize=1)
def _tests() -> tuple[dict[str, Floats], dict[str, NDArray[np.int64]]]:
    found, scale = stored(), joint.read("product").scale
    cells = log_mel(np.stack([mel_power(wave) for wave in found.waves]))
    views = {SEEN: joint.of_pictures(found.pictures), HEARD: scale.there(cells)}
    return views, {SEEN: found.written, HEARD: found.spoken}


def _drawn(view: Floats, name: str) -> Floats:
    """Return a view as it is drawn: ink `(14, 14)`, or dB `(16, 16)`."""
    if name == SEEN:
        return view.reshape(joint.SIDE, joint.SIDE)
    return np.asarray(joint.read("product").scale.back(view[None])[0])


@computed(entries=2)
def digits(given: str) -> list[Digit]:
    """Return stored test pictures, or voices, two of each digit, with what is imagined of each.

    Raises:
        FileNotFoundError: the VAEs or the slice of digits are not there.

    """
    from sklearn.linear_model import LogisticRegression

    other = HEARD if given == SEEN else SEEN
    (views, labels), (lessons, taught) = _tests(), _lessons()
    x = views[given]
    judge = LogisticRegression(C=0.1, max_iter=300).fit(lessons[other], taught[other])
    rows = np.concatenate([np.flatnonzero(labels[given] == k)[:EACH] for k in range(10)])
    made: dict[str, list[Made]] = {}
    for experts in joint.KINDS:
        vae = joint.read(experts).vae
        wide = np.log(vae.posterior({given: x})[1]).sum(axis=1)
        there = vae.translate({given: x[rows]}, other)
        back, p = vae.translate({other: there}, given), judge.predict_proba(there)
        made[experts] = [
            Made(
                _drawn(there[i], other),
                audible(_drawn(there[i], other)) if other == HEARD else None,
                (int(p[i].argmax()), float(p[i].max())),
                _drawn(back[i], given),
                float((wide > wide[row]).mean()),
            )
            for i, row in enumerate(rows)
        ]
    waves, rng, out = stored().waves, np.random.default_rng(0), []
    for i, row in enumerate(rows):
        near = int(((lessons[given] - x[row]) ** 2).sum(axis=1).argmin())
        digit = int(taught[given][near])
        partner = _drawn(lessons[other][rng.choice(np.flatnonzero(taught[other] == digit))], other)
        out.append(
            Digit(
                int(labels[given][row]),
                _drawn(x[row], given),
                waves[row] if given == HEARD else None,
                {experts: own[i] for experts, own in made.items()},
                partner,
                audible(partner) if other == HEARD else None,
                digit,
            )
        )
    return out
