"""What the lab teaches about each strategy: definition, what speaks for it, what against; one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from mmfusion.tasks.events import CLASSES, TITLES


@dataclass(frozen=True)
class Taught:
    """A strategy in words."""

    title: str
    sub: str
    """What it does, as short as a column's subtitle."""
    family: str
    definition: str
    pros: tuple[str, ...]
    cons: tuple[str, ...]


_EARLY = (
    (
        "It can find any joint pattern, from the first layer on.",
        "One network for everything: nothing to arrange.",
    ),
    (
        "The sequence grows by every token of every modality, and attention with its square.",
        "What is peculiar to one modality can drown in the mixture.",
    ),
)
_MID = (
    (
        "The modalities exchange what they found, and each first keeps to itself what it is good at.",
        "It stands between the two extremes and can have the strengths of both.",
    ),
    (
        "There is more to build than at either end.",
        "The layer from which the streams meet has to be chosen well.",
    ),
)
_NECK = (
    (
        "All exchange is squeezed through a few tokens: each modality must sum up what matters.",
        "It costs the network with no exchange B × d parameters and little computing.",
    ),
    (
        "Within each stream attention is still quadratic: two modalities save half of the scores at best.",
        "How many tokens, and from which layer, has to be chosen.",
    ),
)
_LATE = (
    (
        "Each modality keeps all that is its own: no other one can spoil it on the way.",
        "A modality can be added, replaced or left out without touching the other.",
    ),
    (
        "What can only be known from both together never meets.",
        "How the outputs are put together must be designed, and it matters.",
    ),
)

TAUGHT: dict[str, Taught] = {
    "visual": Taught(
        "Picture alone",
        "the picture alone",
        "One modality",
        "One stream of tokens, from one modality only: the baseline that fusion has to beat, at equal width "
        "and depth.",
        ("Half of the computing, and nothing to combine.",),
        ("What is only heard is lost.",),
    ),
    "audio": Taught(
        "Sound alone",
        "the sound alone",
        "One modality",
        "One stream of tokens, from one modality only: the baseline that fusion has to beat, at equal width "
        "and depth.",
        ("Half of the computing, and nothing to combine.",),
        ("What is only seen is lost.",),
    ),
    "early-raw": Taught(
        "Early, raw",
        "the spectrogram as a fourth channel",
        "Early fusion",
        "The raw tensors are joined before any processing: each frame carries what sounds meanwhile as a "
        "fourth channel beside red, green and blue, and one stream of tokens reads both at once.",
        (
            "One tensor, one stream: joint from the first number on, and no architecture to choose.",
            "The sequence is no longer than the picture's alone.",
        ),
        (
            "Both modalities must share a raster and a clock, and neither can be missing.",
            "A sound has no place in the picture: that it lies on one is an artefact to be unlearned.",
        ),
    ),
    "early": Taught(
        "Early",
        "one sequence from the start",
        "Early fusion",
        "The inputs are joined before any processing: here as tokens, laid end to end in one sequence that "
        "every layer reads as a whole (L<sub>f</sub> = 0). “Early” can also mean raw tensors or features.",
        *_EARLY,
    ),
    "mid": Taught(
        "Mid",
        "one sequence from layer {next}",
        "Mid fusion",
        "Each modality has its own first L<sub>f</sub> layers; in those that follow, all tokens attend to "
        "all tokens of both modalities.",
        *_MID,
    ),
    "mid-cross": Taught(
        "Mid, cross-attention",
        "each asks both, from layer {next}",
        "Mid fusion",
        "As mid fusion, but every stream keeps its own weights: it asks with its own queries, and keys and "
        "values come from the tokens of both modalities.",
        *_MID,
    ),
    "bottleneck": Taught(
        "Bottleneck",
        "{B} tokens cross, from layer 1 on",
        "Fusion bottleneck",
        "The streams never see each other: they share a few bottleneck tokens, which each modality updates "
        "for itself; their average is handed on, and all that crosses passes through it. Here from "
        "layer 1 on.",
        *_NECK,
    ),
    "bottleneck-mid": Taught(
        "Bottleneck-mid",
        "{B} tokens cross, from layer {next}",
        "Fusion bottleneck",
        "Mid fusion through a bottleneck: separate streams in the first L<sub>f</sub> layers; in those that "
        "follow, a few shared tokens, updated by each modality and averaged, carry all that crosses.",
        *_NECK,
    ),
    "late": Taught(
        "Late",
        "two networks, {joined}",
        "Late fusion",
        "Each modality is processed to the end by itself; only the outputs are put together, trained "
        "as one network, here: {joined}.",
        *_LATE,
    ),
}

TOGETHER = "trained together"
AGGREGATORS: dict[str, str] = {
    TOGETHER: "one training, {joined}",
    "mean probability": "two experts, mean probability",
    "product / prior": "two experts, product ÷ prior",
    "max": "two experts, the surer one",
    "learned weights": "two experts, learned weights",
    "either": "two experts, seen or heard",
}
"""How late fusion can put its two halves together; all but the first act on separately trained experts."""
READ_OUTS = {"mean": "mean of the logits", "either": "seen or heard"}
"""How a network that is trained as one puts its modalities' logits together, by its spec's `read_out`."""


def joined(words: str, spec: Mapping[str, Any]) -> str:
    """Return words about a network with what its spec says of the read-out, of L_f and of B.

    Example:
        >>> from mmfusion.ui.parts.course import AGGREGATORS, TOGETHER, joined
        >>> joined(AGGREGATORS[TOGETHER], {"fusion_layer": 4, "bottlenecks": 0})
        'one training, mean of the logits'

    """
    said = READ_OUTS[spec.get("read_out", "mean")]
    return words.format(joined=said, next=spec["fusion_layer"] + 1, B=spec["bottlenecks"])


WHY_EITHER = (
    "The sound of a real clip is often wind, talk or music, which by itself is rightly called none of "
    "these; the mean and the product then doubt what the picture shows, and “seen or heard” does "
    "not: how late fusion puts its outputs together has to be designed with care. Speech must be heard."
)
"""Why there is *either*."""

PAIRS = (
    "Training pairs share a class, not a moment: differences between strategies here show training, "
    "not interaction."
)
NO_EARLY_RAW = (
    "Early fusion of raw tensors is not among them: picture and sound share no raster here, so that there is "
    "nothing to stack."
)
UNTRAINED = (
    "The weights on this computer are not those that the cards describe, so that no accuracy is shown "
    "and the answers mean nothing: `mmfusion train {task} --ship` makes both anew."
)
ANECDOTE = (
    "One clip is an anecdote: a longer bar here does not make a better network; the row of the test set does."
)
DRAWN = (
    "Drawn and synthesised: OpenMoji pictures (CC BY-SA 4.0) bounce, small synthesis sounds, all is known."
)
LEADS: dict[str, str] = {
    "kind": "One object bounces and sounds as it lands: what is it? Either modality can tell by itself.",
    "left": "Two objects bounce, something sounds that has nothing to do with them. What stands on the left?",
    "pitch": "Two objects bounce, one note sounds: is it low, middle or high? The picture cannot know.",
    "side": "Two objects bounce in step, and something sounds: the left one, the right one, or neither? "
    "The sound knows what it is, the picture knows where it stands.",
    "sync": "Something bounces, something sounds: at the moment of landing, or not? Each modality knows its "
    "own moments only.",
}
NEEDS: dict[str, str] = {
    "kind": "redundant: both modalities know",
    "left": "unique to the picture",
    "pitch": "unique to the sound",
    "side": "synergy: neither modality knows, both together do",
    "sync": "synergy in time",
}
"""Where the answer of each question lies."""


KNOWN = [TITLES.get(name, name) for name in CLASSES[:-1]]


def kinds() -> str:
    """Return the sentence that lists what the networks know, as HTML."""
    names = ", ".join(sorted(KNOWN))
    rest = "All else should come out as <i>none of these</i>."
    return f"<b>Known, {len(KNOWN)} kinds:</b> {escape(names)}. {rest}"
