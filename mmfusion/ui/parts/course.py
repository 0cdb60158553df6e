"""What the lab teaches about each strategy: definition, what speaks for it, what against; one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from mmfusion.language import marked, tr
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
        marked("It can find any joint pattern, from the first layer on."),
        marked("One network for everything: nothing to arrange."),
    ),
    (
        marked("The sequence grows by every token of every modality, and attention with its square."),
        marked("What is peculiar to one modality can drown in the mixture."),
    ),
)
_MID = (
    (
        marked("The modalities exchange what they found, and each first keeps to itself what it is good at."),
        marked("It stands between the two extremes and can have the strengths of both."),
    ),
    (
        marked("There is more to build than at either end."),
        marked("The layer from which the streams meet has to be chosen well."),
    ),
)
_NECK = (
    (
        marked("All exchange is squeezed through a few tokens: each modality must sum up what matters."),
        marked("It costs the network with no exchange B × d parameters and little computing."),
    ),
    (
        marked(
            "Within each stream attention is still quadratic: two modalities save half of the scores at best."
        ),
        marked("How many tokens, and from which layer, has to be chosen."),
    ),
)
_LATE = (
    (
        marked("Each modality keeps all that is its own: no other one can spoil it on the way."),
        marked("A modality can be added, replaced or left out without touching the other."),
    ),
    (
        marked("What can only be known from both together never meets."),
        marked("How the outputs are put together must be designed, and it matters."),
    ),
)

TAUGHT: dict[str, Taught] = {
    "visual": Taught(
        marked("Picture alone"),
        marked("the picture alone"),
        marked("One modality"),
        marked(
            "One stream of tokens, from one modality only: the baseline that fusion has to "
            "beat, at equal width and depth."
        ),
        (marked("Half of the computing, and nothing to combine."),),
        (marked("What is only heard is lost."),),
    ),
    "audio": Taught(
        marked("Sound alone"),
        marked("the sound alone"),
        marked("One modality"),
        marked(
            "One stream of tokens, from one modality only: the baseline that fusion has to "
            "beat, at equal width and depth."
        ),
        (marked("Half of the computing, and nothing to combine."),),
        (marked("What is only seen is lost."),),
    ),
    "early-raw": Taught(
        marked("Early, raw"),
        marked("the spectrogram as a fourth channel"),
        marked("Early fusion"),
        marked(
            "The raw tensors are joined before any processing: each frame carries what sounds meanwhile as a "
            "fourth channel beside red, green and blue, and one stream of tokens reads both at once."
        ),
        (
            marked("One tensor, one stream: joint from the first number on, and no architecture to choose."),
            marked("The sequence is no longer than the picture's alone."),
        ),
        (
            marked("Both modalities must share a raster and a clock, and neither can be missing."),
            marked(
                "A sound has no place in the picture: that it lies on one is an artefact to be unlearned."
            ),
        ),
    ),
    "early": Taught(
        marked("Early"),
        marked("one sequence from the start"),
        marked("Early fusion"),
        marked(
            "The inputs are joined before any processing: here as tokens, laid end to end in "
            "one sequence that every layer reads as a whole (L<sub>f</sub> = 0). “Early” can "
            "also mean raw tensors or features."
        ),
        *_EARLY,
    ),
    "mid": Taught(
        marked("Mid"),
        marked("one sequence from layer {next}"),
        marked("Mid fusion"),
        marked(
            "Each modality has its own first L<sub>f</sub> layers; in those that follow, all "
            "tokens attend to all tokens of both modalities."
        ),
        *_MID,
    ),
    "mid-cross": Taught(
        marked("Mid, cross-attention"),
        marked("each asks both, from layer {next}"),
        marked("Mid fusion"),
        marked(
            "As mid fusion, but every stream keeps its own weights: it asks with its own "
            "queries, and keys and values come from the tokens of both modalities."
        ),
        *_MID,
    ),
    "bottleneck": Taught(
        marked("Bottleneck"),
        marked("{B} tokens cross, from layer 1 on"),
        marked("Fusion bottleneck"),
        marked(
            "The streams never see each other: they share a few bottleneck tokens, which each "
            "modality updates for itself; their average is handed on, and all that crosses "
            "passes through it. Here from layer 1 on."
        ),
        *_NECK,
    ),
    "bottleneck-mid": Taught(
        marked("Bottleneck-mid"),
        marked("{B} tokens cross, from layer {next}"),
        marked("Fusion bottleneck"),
        marked(
            "Mid fusion through a bottleneck: separate streams in the first L<sub>f</sub> "
            "layers; in those that follow, a few shared tokens, updated by each modality and "
            "averaged, carry all that crosses."
        ),
        *_NECK,
    ),
    "late": Taught(
        marked("Late"),
        marked("two networks, {joined}"),
        marked("Late fusion"),
        marked(
            "Each modality is processed to the end by itself; only the outputs are put together, trained "
            "as one network, here: {joined}."
        ),
        *_LATE,
    ),
}

TOGETHER = marked("trained together")
AGGREGATORS: dict[str, str] = {
    TOGETHER: marked("one training, {joined}"),
    "mean probability": marked("two experts, mean probability"),
    "product / prior": marked("two experts, product ÷ prior"),
    "max": marked("two experts, max confidence"),
    "learned weights": marked("two experts, learned weights"),
    "either": marked("two experts, seen or heard"),
}
"""How late fusion can put its two halves together; all but the first act on separately trained experts."""
READ_OUTS = {"mean": marked("mean of the logits"), "either": marked("seen or heard")}
"""How a network that is trained as one puts its modalities' logits together, by its spec's `read_out`."""


def joined(words: str, spec: Mapping[str, Any]) -> str:
    """Return words about a network, translated, with what its spec says of the read-out, of L_f and of B.

    Example:
        >>> from mmfusion.ui.parts.course import AGGREGATORS, TOGETHER, joined
        >>> joined(AGGREGATORS[TOGETHER], {"fusion_layer": 4, "bottlenecks": 0})
        'one training, mean of the logits'

    """
    said = READ_OUTS[spec.get("read_out", "mean")]
    return tr(words, joined=tr(said), next=spec["fusion_layer"] + 1, B=spec["bottlenecks"])


WHY_EITHER = marked(
    "The sound of a real clip is often wind, talk or music, which by itself is rightly called none of "
    "these; the mean and the product then doubt what the picture shows, and “seen or heard” does "
    "not: how late fusion puts its outputs together has to be designed with care. Speech must be heard."
)
"""Why there is *either*."""

PAIRS = marked(
    "Training pairs share a class, not a moment: differences between strategies here show training, "
    "not interaction."
)
NO_EARLY_RAW = marked(
    "Early fusion of raw tensors is not among them: picture and sound share no raster here, so that there is "
    "nothing to stack."
)
UNTRAINED = marked(
    "The weights on this computer are not those that the cards describe, so that no accuracy is shown "
    "and the answers mean nothing: `mmfusion train {task} --ship` makes both anew."
)
ANECDOTE = marked(
    "One clip is an anecdote: a longer bar here does not make a better network; the row of the test set does."
)
DRAWN = marked(
    "Drawn and synthesised: OpenMoji pictures (CC BY-SA 4.0) bounce, small synthesis sounds, all is known."
)
LEADS: dict[str, str] = {
    "kind": marked("One object bounces and sounds as it lands: what is it? Either modality alone is enough."),
    "left": marked(
        "Two objects bounce, something sounds that has nothing to do with them. What stands on the left?"
    ),
    "pitch": marked(
        "Two objects bounce, one note sounds: is it low, middle or high? The picture cannot know."
    ),
    "side": marked(
        "Two objects bounce in step, and something sounds: the left one, the right one, or neither? "
        "The sound knows what it is, the picture knows where it stands."
    ),
    "sync": marked(
        "Something bounces, something sounds: at the moment of landing, or not? Each modality knows its "
        "own moments only."
    ),
}
NEEDS: dict[str, str] = {
    "kind": marked("redundant: both modalities know"),
    "left": marked("unique to the picture"),
    "pitch": marked("unique to the sound"),
    "side": marked("synergy: neither modality knows, both together do"),
    "sync": marked("synergy in time"),
}
"""Where the answer of each question lies."""


KNOWN = [TITLES.get(name, name) for name in CLASSES[:-1]]


def kinds() -> str:
    """Return the sentence that lists what the networks know, as HTML."""
    return tr(
        "<b>Known, {n} kinds:</b> {names}. All else should come out as <i>none of these</i>.",
        n=len(KNOWN),
        names=escape(", ".join(sorted(tr(name) for name in KNOWN))),
    )
