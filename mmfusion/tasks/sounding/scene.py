"""A scene: everything that decides a clip, drawn so that no sense alone can tell what it should not.

Two objects keep to their halves and bounce in lockstep, so that timing does not tell which of them sounds. A
bounce sounds as it lands; where it does not, the sound is the same train, shifted. The train runs through
both edges of the clip, its phase uniform whether or not it fits: neither its count nor its first onset tells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from mmfusion.tasks.sounding import DURATION, NAMES, PITCHES, UNASKED
from mmfusion.tasks.sounding.sprites import BACKGROUNDS, SIZES, TILTS
from mmfusion.tasks.sounding.synthesis import VARIANTS

Form = Literal["one", "pair", "independent"]
FORMS: tuple[Form, ...] = ("one", "pair", "independent")
"""One object that is seen and heard; two of which one sounds or neither; two and a sound drawn by itself."""
PERIODS = (1.0, 1.3)
"""Time between two landings, s."""
NEAREST = 0.4
"""A sound that is drawn to be off is this far from every landing, s."""
JITTER = 0.03
"""A sound is in time up to this far from a landing, s, and off beyond it."""
EARLIEST = 8
"""How many answers the training aids *when does it first land, sound* have."""
_LEFT, _RIGHT, _ANY = (15, 33), (63, 81), (16, 80)


@dataclass(frozen=True)
class Scene:
    """One clip, before it is drawn and played."""

    form: Form
    objects: tuple[int, ...]
    """Kinds of what is seen, from left to right: one or two."""
    centres: tuple[int, ...]
    """Where each stands, px from the left."""
    sizes: tuple[int, ...]
    tilts: tuple[int, ...]
    """Indices into `SIZES` and `TILTS`."""
    ground: int
    """Where objects land, px from the top."""
    height: int
    """How high they bounce, px."""
    background: int
    period: float
    landing: float
    """First landing, s, in [0, period)."""
    shift: float
    """How much later than a landing each note starts, s; about 0 if in time."""
    sound: int
    """Kind of what is heard."""
    pitch: int
    variant: int
    gain: float
    """Loudness in dB."""
    bank: int = 0
    seed: int = 0

    @property
    def side(self) -> int:
        """Which one sounds: 0 left, 1 right, 2 neither. Of one object: 0 if it sounds, 2 if not."""
        return self.objects.index(self.sound) if self.sound in self.objects else 2

    @property
    def off_by(self) -> float:
        """How far each note starts from the landing nearest to it, s."""
        return abs((self.shift + self.period / 2) % self.period - self.period / 2)

    @property
    def in_time(self) -> bool:
        """Whether notes start as objects land."""
        return self.off_by <= JITTER + 1e-9  # a shift at the bound stays there, however the floats fall

    def labels(self) -> dict[str, int]:
        """Return the answer of each question, `UNASKED` where this clip has none."""
        out = dict.fromkeys(("kind", "left", "right", "side"), UNASKED)
        if self.form == "one":
            out["kind"] = self.objects[0]
        elif self.form == "pair":
            out["side"] = self.side
        else:
            out["left"], out["right"] = self.objects
        return {**out, "pitch": self.pitch, "sync": 0 if self.in_time else 1}

    def aids(self) -> dict[str, int]:
        """Return the answers of the training aids: first landing, first note (in eighths), what is where."""
        first = (self.landing + self.shift) % self.period
        eighth = EARLIEST / PERIODS[1]
        left, right = (*self.objects, UNASKED)[:2]
        return {
            "lands": min(EARLIEST - 1, int(self.landing * eighth)),
            "sounds": min(EARLIEST - 1, int(first * eighth)),
            "heard": self.sound,
            "seen left": left,
            "seen right": right,
        }

    def landings(self) -> list[float]:
        """Return the moments of landing within the clip, s."""
        count = int(np.ceil((DURATION - self.landing) / self.period))
        return [self.landing + i * self.period for i in range(count)]


@dataclass(frozen=True)
class Timing:
    """How hard the question of time is: the range of periods and of the shifts of what is off."""

    periods: tuple[float, float] = PERIODS
    nearest: float = NEAREST
    """Least distance of a shifted sound from any landing, s; at most half a period."""


EASIEST = Timing((1.2, 1.2), 0.6)
FULL = Timing()


def between(share: float) -> Timing:
    """Return a timing from `EASIEST` (0) to `FULL` (1)."""
    low, high = (a + (b - a) * share for a, b in zip(EASIEST.periods, FULL.periods, strict=True))
    return Timing((low, high), EASIEST.nearest + (FULL.nearest - EASIEST.nearest) * share)


def draw(rng: np.random.Generator, form: Form, bank: int = 0, timing: Timing = FULL) -> Scene:
    """Return a random scene of a form.

    Every kind is equally likely to be seen on either side and to be heard; pitch, loudness, sizes, timing
    and background are drawn independently of all else.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.sounding import draw
        >>> rng = np.random.default_rng(0)
        >>> scenes = [draw(rng, "pair") for _ in range(900)]
        >>> round(sum(s.sound == s.objects[0] for s in scenes) / 900, 1)  # a third sounds on the left
        0.3

    """
    count = 1 if form == "one" else 2
    kinds = rng.permutation(len(NAMES))
    objects = tuple(int(k) for k in kinds[:count])
    if form == "one":
        sound = objects[0]
    elif form == "pair":
        sound = int(kinds[rng.integers(3)])  # left, right, or a third kind: neither
    else:
        sound = int(rng.integers(len(NAMES)))
    period = float(rng.uniform(*timing.periods))
    if rng.random() < 0.5:
        shift = float(rng.uniform(-JITTER, JITTER))
    else:
        nearest = min(timing.nearest, period / 2)
        shift = float(rng.uniform(nearest, period - nearest))
    places = (_ANY,) if form == "one" else (_LEFT, _RIGHT)
    return Scene(
        form=form,
        objects=objects,
        centres=tuple(int(rng.integers(low, high + 1)) for low, high in places),
        sizes=tuple(int(rng.integers(len(SIZES))) for _ in objects),
        tilts=tuple(int(rng.integers(len(TILTS))) for _ in objects),
        ground=int(rng.integers(54, 61)),
        height=int(rng.integers(18, 25)),
        background=int(rng.integers(BACKGROUNDS)),
        period=period,
        landing=float(rng.uniform(0, period)),
        shift=shift,
        sound=sound,
        pitch=int(rng.integers(len(PITCHES))),
        variant=int(rng.integers(VARIANTS)),
        gain=float(rng.uniform(-8, 4)),
        bank=bank,
        seed=int(rng.integers(2**31)),
    )


def with_sound_of(scene: Scene, other: Scene) -> Scene:
    """Return `scene` with what is heard taken from `other`: kind, pitch, loudness and when."""
    shift = (other.landing + other.shift - scene.landing) % scene.period
    return replace(
        scene,
        sound=other.sound,
        pitch=other.pitch,
        variant=other.variant,
        gain=other.gain,
        shift=shift if shift <= scene.period / 2 else shift - scene.period,
    )
