"""Clips with a sentence: drawn by `sounding-objects`, what sounds chosen so that no two modalities suffice.

Of the clips that *is …* asks about, the asked object sounds in one half, the other object in a quarter,
neither in a quarter; *sounding* and *silent* are asked equally often. Then yes and no are equally likely
given the sentence, given which object sounds, and so given any two modalities. *Which …* is asked where left,
right and neither sound equally often: words alone give one third, picture and sound one half, as they do not
tell whether *sounding* was asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from mmfusion.tasks.asked.sentences import NEITHER, PLACES, READ, SENTENCES, Sentence
from mmfusion.tasks.sounding import NAMES, SIDES
from mmfusion.tasks.sounding.batches import SHOWN, TEST, VALIDATION, numbered_scene
from mmfusion.tasks.sounding.scene import FULL, Scene, draw

THIRD, HALF, QUARTER = Fraction(1, 3), Fraction(1, 2), Fraction(1, 4)


@dataclass(frozen=True)
class AskedClip:
    """A scene of two objects and the sentence that is asked about it.

    Example:
        >>> from mmfusion.tasks.asked import ANSWERS, AskedClip, Sentence
        >>> from mmfusion.tasks.sounding import numbered_scene
        >>> asked = AskedClip(numbered_scene("pair", 105), Sentence("left", "silent"))  # the right one sounds
        >>> ANSWERS[asked.label], asked.asked_sounds
        ('yes', False)

    """

    scene: Scene
    sentence: Sentence

    @property
    def label(self) -> int:
        """Index of the true answer."""
        return self.sentence.label(self.scene.side)

    @property
    def asked_sounds(self) -> bool:
        """Whether the object that the sentence asks about sounds; False where it asks *which*."""
        place = self.sentence.place
        return place is not None and self.scene.side == PLACES.index(place)


def sides(sentence: Sentence) -> tuple[Fraction, ...]:
    """Return how often left, right and neither sound where a sentence is asked."""
    if sentence.place is None:
        return (THIRD, THIRD, THIRD)
    own = PLACES.index(sentence.place)
    return tuple(HALF if side == own else QUARTER for side in range(len(SIDES)))


def sounding_on(scene: Scene, side: int, rng: np.random.Generator) -> Scene:
    """Return a scene of two objects with the sound of the left or the right one, or of a third kind."""
    if side != NEITHER:
        return replace(scene, sound=scene.objects[side])
    others = [kind for kind in range(len(NAMES)) if kind not in scene.objects]
    return replace(scene, sound=others[rng.integers(len(others))])


def asked(rng: np.random.Generator, sentences: Sequence[Sentence] = READ) -> AskedClip:
    """Return a random clip with one of some sentences, each as likely.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.asked import asked
        >>> rng = np.random.default_rng(1)
        >>> found = [asked(rng) for _ in range(900)]
        >>> yes = [a.label == 0 for a in found if a.sentence.form == "is"]
        >>> round(sum(yes) / len(yes), 1)
        0.5

    """
    return _asked(draw(rng, "pair", timing=FULL), rng, sentences)


def numbered(number: int, part: int = SHOWN, sentences: Sequence[Sentence] = SENTENCES) -> AskedClip:
    """Return a clip and its sentence by number, from the scenes of `sounding-objects` that no training sees.

    Example:
        >>> from mmfusion.tasks.asked import numbered
        >>> one = numbered(3)
        >>> one.sentence.text, one.sentence.answer(one.scene.side)
        ('is the object on the right mute', 'no')

    """
    rng = np.random.default_rng([part, 17, number])
    return _asked(numbered_scene("pair", number, part), rng, sentences)


def _asked(scene: Scene, rng: np.random.Generator, sentences: Sequence[Sentence]) -> AskedClip:
    sentence = sentences[int(rng.integers(len(sentences)))]
    side = rng.choice(len(SIDES), p=[float(p) for p in sides(sentence)])
    return AskedClip(sounding_on(scene, int(side), rng), sentence)


def fixed(count: int, part: int = TEST) -> Iterator[AskedClip]:
    """Yield the fixed clips of a part, `TEST` or `VALIDATION`; in test each has a note of its own.

    Validation asks the sentences that training reads, test asks all: the held-out ones are counted apart.
    """
    for number in range(count):
        yield numbered(number, part, READ if part == VALIDATION else SENTENCES)


def reachable(modalities: Iterable[str], form: str, sentences: Sequence[Sentence] = SENTENCES) -> Fraction:
    """Return the best share of right answers that some modalities allow to who knows the form asked.

    Counted from the construction: the text shows the sentence; picture and sound together show which object
    sounds; picture alone, or sound alone, show nothing of it, as kinds and places are drawn independently.

    Args:
        modalities: which are at hand.
        form: ``"is"`` or ``"which"``.
        sentences: those that are asked, each as often.

    Example:
        >>> from mmfusion.tasks.asked import reachable
        >>> pairs = (("text", "visual"), ("text", "audio"), ("visual", "audio"))
        >>> [str(reachable(pair, "is")) for pair in pairs]
        ['1/2', '1/2', '1/2']
        >>> [str(reachable(pair, "which")) for pair in pairs]
        ['1/3', '1/3', '1/2']

    """
    given = set(modalities)
    own = [s for s in sentences if s.form == form]
    joint: dict[object, dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for sentence in own:
        for side, share in enumerate(sides(sentence)):
            known = (sentence if "text" in given else None, side if {"visual", "audio"} <= given else None)
            joint[known][sentence.label(side)] += share / len(own)
    return sum((max(by.values()) for by in joint.values()), Fraction(0))
