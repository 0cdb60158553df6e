"""Types of fusion, and bottlenecks: what is said, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping

from mmfusion.ui.map.claims.claim import Claim, one
from mmfusion.ui.map.entry import Number


def _drawn(strategy: str, metric: str) -> Number:
    return Number(f"sounding-objects/{strategy} :: {metric}")


def _of(strategy: str, metric: str, words: str = "") -> tuple[Number, str]:
    return _drawn(strategy, metric), words or strategy


def _digits(strategy: str, metric: str, words: str = "") -> tuple[Number, str]:
    return Number(f"digits/{strategy} :: {metric}"), words or strategy


def _cell(name: str, words: str) -> tuple[Number, str]:
    return Number(f"grid/cells :: cells :: {name} :: accuracy"), words


def _size(strategy: str) -> tuple[Number, str]:
    return Number(f"sounding-objects/{strategy} :: parameters", "count"), strategy


_SIDE: Mapping[str, str] = {"ask": "side", "focus": "mid", "shown": "early late mid bottleneck"}
_DIGIT_MISSING: Mapping[str, str] = {"draw_missing": "true"}


FUSION: Mapping[str, tuple[Claim, ...]] = {
    "early": (
        Claim(
            "definition",
            "Modalities are joined before the network processes any of them: as raw tensors, as tokens, or "
            "as features. The word is used for all three, so it should be said which.",
            "Tokens or raw tensors: the same accuracy on which one sounds.",
            (_of("early", "side", "tokens"), _of("early-raw", "side", "raw")),
            "fusion",
            {"ask": "side", "focus": "early-raw", "shown": "early early-raw late mid"},
        ),
        Claim(
            "for",
            "It can use what only both modalities together show.",
            "Which one sounds: a question that neither modality answers.",
            (_of("early", "side"), _of("late", "side")),
            "fusion",
            _SIDE,
        ),
        Claim(
            "for",
            "There is one network, and little to design.",
            "Parameters at equal width and depth.",
            (_size("early"), _size("mid-cross")),
            "fusion",
            _SIDE,
        ),
        Claim(
            "against",
            "The input becomes longer, and attention grows with the square of it.",
            "Multiply-adds of a clip, over those of late fusion.",
            (
                one("sounding-objects/early :: macs", "early", "times", over="sounding-objects/late :: macs"),
                one(
                    "sounding-objects/bottleneck :: macs",
                    "bottleneck",
                    "times",
                    over="sounding-objects/late :: macs",
                ),
            ),
            "cost",
            {"cost_from": "lab"},
        ),
        Claim(
            "against",
            "What is peculiar to one modality can be lost in the mixture.",
            "A digit whose picture is missing: early fusion hears less than the voice alone. Where both are "
            "there, what stands on the left is not lost.",
            (
                _digits("early", "no picture", "early, voice left"),
                _digits("audio", "clean", "voice alone"),
                _of("early", "left", "early, left"),
                _of("visual", "left", "picture alone, left"),
            ),
            "draw",
            _DIGIT_MISSING,
        ),
    ),
    "late": (
        Claim(
            "definition",
            "Each modality is processed to the end by itself; only the outputs are put together.",
            "Two experts for real clips, by a product divided by the prior.",
            (
                one("events/late :: experts :: figures :: product / prior :: accuracy", "both"),
                one("events/visual :: accuracy", "picture"),
                one("events/audio :: accuracy", "sound"),
            ),
            "fusion",
            {"clip": "dog", "focus": "late", "late": "product / prior"},
        ),
        Claim(
            "for",
            "What belongs to one modality is kept whole.",
            "A digit whose picture is missing.",
            (
                _digits("late", "no picture"),
                _digits("early", "no picture"),
                _digits("audio", "clean", "voice alone"),
            ),
            "draw",
            _DIGIT_MISSING,
        ),
        Claim(
            "for",
            "A modality can be exchanged, or spoiled, and the other part stays as it was.",
            "The kind, with another clip's sound put in.",
            (_of("late", "kind, sounds shuffled"), _of("early", "kind, sounds shuffled")),
            "fusion",
            {"ask": "kind", "focus": "late", "shown": "early late mid bottleneck"},
        ),
        Claim(
            "against",
            "What lies in the relation of the modalities is missed.",
            "A third is chance for which one sounds, a half for in time or off.",
            (_of("late", "side", "which one"), _of("late", "sync", "in time")),
            "fusion",
            {"ask": "side", "focus": "late", "shown": "early late mid bottleneck"},
        ),
        Claim(
            "against",
            "How outputs are put together has to be designed with care.",
            "The same two experts, put together in four ways, on clips whose kind is only seen.",
            tuple(
                one(f"events/late :: experts :: mixture :: {way} :: only seen", way)
                for way in ("mean probability", "product / prior", "learned weights", "either")
            ),
            "fusion",
            {"clip": "dog", "focus": "late", "late": "either"},
        ),
    ),
    "mid": (
        Claim(
            "definition",
            "Modalities have their first layers to themselves and exchange in later ones.",
            "Which one sounds: exchange in the last three of four layers.",
            (_of("mid", "side"), _of("mid-cross", "side", "by cross-attention")),
            "fusion",
            _SIDE,
        ),
        Claim(
            "for",
            "Information is exchanged, and each modality keeps what is its own.",
            "A digit whose picture is missing.",
            (_digits("mid", "no picture"), _digits("early", "no picture"), _digits("late", "no picture")),
            "draw",
            _DIGIT_MISSING,
        ),
        Claim(
            "for",
            "It has the strengths of both extremes.",
            "As good as early where both are needed, as good as late where either knows.",
            (
                _of("mid", "side", "mid, which one"),
                _of("early", "side", "early, which one"),
                _of("mid", "kind", "mid, kind"),
                _of("late", "kind", "late, kind"),
            ),
            "fusion",
            _SIDE,
        ),
        Claim(
            "against",
            "The architecture is more complex.",
            "Parameters at equal width and depth.",
            (_size("mid"), _size("mid-cross"), _size("early")),
            "fusion",
            _SIDE,
        ),
        Claim(
            "against",
            "Where to exchange has to be tuned.",
            "One token from the second or from the last layer on: through a bottleneck the last layer is too "
            "late, since what is written there is read by nobody.",
            (
                _cell("B1-L1", "from the second"),
                _cell("B1-L3", "in the last"),
                _cell("Ball-L3", "no bottleneck"),
            ),
            "flow",
            {"grid_b": "1", "grid_l": "3"},
        ),
    ),
    "bottleneck": (
        Claim(
            "definition",
            "Streams share a few tokens and nothing else; each stream updates a copy, and the mean of the "
            "copies is handed on.",
            "Which one sounds, by the number of tokens.",
            (
                _cell("late", "none"),
                _cell("B1-L1", "one"),
                _cell("B4-L1", "four"),
                _cell("B16-L1", "sixteen"),
            ),
            "flow",
            {"grid_b": "1", "grid_l": "1"},
        ),
        Claim(
            "for",
            "It computes less, and keeps the accuracy or raises it.",
            "Which one sounds, and multiply-adds over those of mid fusion.",
            (
                _of("bottleneck-mid", "side"),
                _of("mid", "side"),
                one(
                    "sounding-objects/bottleneck-mid :: macs",
                    "of its multiply-adds",
                    "share",
                    over="sounding-objects/mid :: macs",
                ),
            ),
            "cost",
            {"cost_from": "lab"},
        ),
        Claim(
            "for",
            "Any number of modalities can share one bottleneck.",
            "Text, picture and sound: sentences about clips.",
            (
                one("asked-objects/bottleneck-mid :: accuracy", "bottleneck-mid"),
                one("asked-objects/late :: accuracy", "late"),
            ),
            "words",
            {"sounds_of": "bottleneck-mid"},
        ),
        Claim(
            "against",
            "Within each stream attention stays quadratic: M modalities have at most M times fewer scores.",
            "Multiply-adds over those of late fusion, which exchanges nothing.",
            (
                one(
                    "sounding-objects/bottleneck :: macs",
                    "bottleneck",
                    "times",
                    over="sounding-objects/late :: macs",
                ),
                one("sounding-objects/early :: macs", "early", "times", over="sounding-objects/late :: macs"),
            ),
            "cost",
            {"cost_from": "lab"},
        ),
    ),
}
