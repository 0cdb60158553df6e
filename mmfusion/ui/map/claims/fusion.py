"""Types of fusion, and bottlenecks: what is said, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping

from mmfusion.language import marked
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
    marked("early"): (
        Claim(
            "definition",
            marked(
                "Modalities are joined before the network processes any of them: as raw tensors, "
                "as tokens, or as features. The word is used for all three, so it should be said "
                "which."
            ),
            marked("Tokens or raw tensors: the same accuracy on which one sounds."),
            (_of("early", "side", marked("tokens")), _of("early-raw", "side", marked("raw"))),
            "fusion",
            {"ask": "side", "focus": "early-raw", "shown": "early early-raw late mid"},
        ),
        Claim(
            "for",
            marked("It can use what only both modalities together show."),
            marked("Which one sounds: a question that neither modality answers."),
            (_of("early", "side"), _of("late", "side")),
            "fusion",
            _SIDE,
        ),
        Claim(
            "for",
            marked("There is one network, and little to design."),
            marked("Parameters at equal width and depth."),
            (_size("early"), _size("mid-cross")),
            "fusion",
            _SIDE,
        ),
        Claim(
            "against",
            marked("The input becomes longer, and attention grows with the square of it."),
            marked("Multiply-adds of a clip, over those of late fusion."),
            (
                one(
                    "sounding-objects/early :: macs",
                    "early",
                    "times",
                    over="sounding-objects/late :: macs",
                ),
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
            marked("What is peculiar to one modality can be lost in the mixture."),
            marked(
                "A digit whose picture is missing: early fusion hears less than the voice alone. "
                "Where both are there, what stands on the left is not lost."
            ),
            (
                _digits("early", marked("no picture"), marked("early, voice left")),
                _digits("audio", "clean", marked("voice alone")),
                _of("early", "left", marked("early, left")),
                _of("visual", "left", marked("picture alone, left")),
            ),
            "draw",
            _DIGIT_MISSING,
        ),
    ),
    marked("late"): (
        Claim(
            "definition",
            marked("Each modality is processed to the end by itself; only the outputs are put together."),
            marked("Two experts for real clips, by a product divided by the prior."),
            (
                one("events/late :: experts :: figures :: product / prior :: accuracy", marked("both")),
                one("events/visual :: accuracy", marked("picture")),
                one("events/audio :: accuracy", marked("sound")),
            ),
            "fusion",
            {"clip": "dog", "focus": "late", "late": "product / prior"},
        ),
        Claim(
            "for",
            marked("What belongs to one modality is kept whole."),
            marked("A digit whose picture is missing."),
            (
                _digits("late", marked("no picture")),
                _digits("early", marked("no picture")),
                _digits("audio", "clean", marked("voice alone")),
            ),
            "draw",
            _DIGIT_MISSING,
        ),
        Claim(
            "for",
            marked("A modality can be exchanged, or spoiled, and the other part stays as it was."),
            marked("The kind, with another clip's sound put in."),
            (_of("late", marked("kind, sounds shuffled")), _of("early", marked("kind, sounds shuffled"))),
            "fusion",
            {"ask": "kind", "focus": "late", "shown": "early late mid bottleneck"},
        ),
        Claim(
            "against",
            marked("What lies in the relation of the modalities is missed."),
            marked("A third is chance for which one sounds, a half for in time or off."),
            (_of("late", "side", marked("which one")), _of("late", "sync", marked("in time"))),
            "fusion",
            {"ask": "side", "focus": "late", "shown": "early late mid bottleneck"},
        ),
        Claim(
            "against",
            marked("How outputs are put together has to be designed with care."),
            marked("The same two experts, put together in five ways, on clips whose kind is only seen."),
            tuple(
                one(f"events/late :: experts :: mixture :: {way} :: only seen", words)
                for way, words in (
                    ("mean probability", marked("mean probability")),
                    ("product / prior", marked("product ÷ prior")),
                    ("max", marked("max confidence")),
                    ("learned weights", marked("learned weights")),
                    ("either", marked("seen or heard")),
                )
            ),
            "fusion",
            {"clip": "dog", "focus": "late", "late": "either"},
        ),
    ),
    marked("mid"): (
        Claim(
            "definition",
            marked("Modalities have their first layers to themselves and exchange in later ones."),
            marked("Which one sounds: exchange in the last three of four layers."),
            (_of("mid", "side"), _of("mid-cross", "side", marked("by cross-attention"))),
            "fusion",
            _SIDE,
        ),
        Claim(
            "for",
            marked("Information is exchanged, and each modality keeps what is its own."),
            marked("A digit whose picture is missing."),
            (
                _digits("mid", marked("no picture")),
                _digits("early", marked("no picture")),
                _digits("late", marked("no picture")),
            ),
            "draw",
            _DIGIT_MISSING,
        ),
        Claim(
            "for",
            marked("It has the strengths of both extremes."),
            marked("As good as early where both are needed, as good as late where either knows."),
            (
                _of("mid", "side", marked("mid, which one")),
                _of("early", "side", marked("early, which one")),
                _of("mid", "kind", marked("mid, kind")),
                _of("late", "kind", marked("late, kind")),
            ),
            "fusion",
            _SIDE,
        ),
        Claim(
            "against",
            marked("The architecture is more complex."),
            marked("Parameters at equal width and depth."),
            (_size("mid"), _size("mid-cross"), _size("early")),
            "fusion",
            _SIDE,
        ),
        Claim(
            "against",
            marked("Where to exchange has to be tuned."),
            marked(
                "One token from the second or from the last layer on: through a bottleneck the "
                "last layer is too late, since what is written there is read by nobody."
            ),
            (
                _cell("B1-L1", marked("from the second")),
                _cell("B1-L3", marked("in the last")),
                _cell("Ball-L3", marked("no bottleneck")),
            ),
            "flow",
            {"grid_b": "1", "grid_l": "3"},
        ),
    ),
    marked("bottleneck"): (
        Claim(
            "definition",
            marked(
                "Streams share a few tokens and nothing else; each stream updates a copy, and the "
                "mean of the copies is handed on."
            ),
            marked("Which one sounds, by the number of tokens."),
            (
                _cell("late", marked("none")),
                _cell("B1-L1", marked("one")),
                _cell("B4-L1", marked("four")),
                _cell("B16-L1", marked("sixteen")),
            ),
            "flow",
            {"grid_b": "1", "grid_l": "1"},
        ),
        Claim(
            "for",
            marked("It computes less, and keeps the accuracy or raises it."),
            marked("Which one sounds, and multiply-adds over those of mid fusion."),
            (
                _of("bottleneck-mid", "side"),
                _of("mid", "side"),
                one(
                    "sounding-objects/bottleneck-mid :: macs",
                    marked("of its multiply-adds"),
                    "share",
                    over="sounding-objects/mid :: macs",
                ),
            ),
            "cost",
            {"cost_from": "lab"},
        ),
        Claim(
            "for",
            marked("Any number of modalities can share one bottleneck."),
            marked("Text, picture and sound: sentences about clips."),
            (
                one("asked-objects/bottleneck-mid :: accuracy", marked("bottleneck-mid")),
                one("asked-objects/late :: accuracy", marked("late")),
            ),
            "words",
            {"sounds_of": "bottleneck-mid"},
        ),
        Claim(
            "against",
            marked(
                "Within each stream attention stays quadratic: M modalities have at most M times "
                "fewer scores."
            ),
            marked("Multiply-adds over those of late fusion, which exchanges nothing."),
            (
                one(
                    "sounding-objects/bottleneck :: macs",
                    "bottleneck",
                    "times",
                    over="sounding-objects/late :: macs",
                ),
                one(
                    "sounding-objects/early :: macs",
                    "early",
                    "times",
                    over="sounding-objects/late :: macs",
                ),
            ),
            "cost",
            {"cost_from": "lab"},
        ),
    ),
}
