"""Which typed names the frozen network was trained on: by lists made by hand, since words do not say it.

Classes of Caltech-101 are marked in `mmfusion.tasks.caltech`; the rest is here. *Zero-shot* therefore means:
no labelled picture of the class was used here, and none in the training of the network.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mmfusion.nn.imagenet import names
from mmfusion.tasks.caltech.classes import CALTECH

OTHERWISE: dict[str, tuple[str, ...]] = {
    "ape": ("gorilla", "orangutan", "chimpanzee"),
    "bicycle": ("mountain bike", "bicycle-built-for-two"),
    "bike": ("mountain bike", "bicycle-built-for-two"),
    "bird": ("robin", "jay", "goldfinch"),
    "boat": ("speedboat", "lifeboat", "canoe"),
    "bug": ("ladybug", "ground beetle"),
    "bus": ("school bus", "minibus", "trolleybus"),
    "camel": ("Arabian camel",),
    "cat": ("tabby", "tiger cat", "Persian cat", "Siamese cat"),
    "chicken": ("cock", "hen"),
    "clock": ("analog clock", "digital clock", "wall clock"),
    "computer": ("desktop computer", "laptop"),
    "cow": ("ox",),
    "deer": ("impala", "gazelle"),
    "dinosaur": ("triceratops",),
    "dog": ("Labrador retriever", "German shepherd", "beagle"),
    "duck": ("drake",),
    "fish": ("tench", "goldfish", "sturgeon"),
    "flower": ("daisy",),
    "fridge": ("refrigerator",),
    "frog": ("bullfrog", "tree frog"),
    "guitar": ("acoustic guitar", "electric guitar"),
    "horse": ("sorrel",),
    "insect": ("bee", "ant", "cricket"),
    "jet": ("airliner", "warplane"),
    "lorry": ("trailer truck", "moving van"),
    "motorcycle": ("moped", "motor scooter"),
    "mobile phone": ("cellular telephone",),
    "orca": ("killer whale",),
    "oven": ("stove",),
    "parrot": ("African grey", "macaw", "lorikeet"),
    "phone": ("cellular telephone", "dial telephone"),
    "piano": ("grand piano", "upright"),
    "pig": ("hog", "wild boar"),
    "plane": ("airliner", "warplane"),
    "polar bear": ("ice bear",),
    "puma": ("cougar",),
    "rabbit": ("wood rabbit", "hare"),
    "red panda": ("lesser panda",),
    "sheep": ("ram", "bighorn"),
    "ship": ("liner", "container ship", "schooner"),
    "shoe": ("running shoe", "Loafer"),
    "snake": ("king snake", "garter snake"),
    "sofa": ("studio couch",),
    "spider": ("garden spider", "wolf spider"),
    "squirrel": ("fox squirrel",),
    "telephone": ("cellular telephone", "dial telephone"),
    "train": ("bullet train", "steam locomotive"),
    "tram": ("streetcar",),
    "truck": ("trailer truck", "fire engine", "pickup"),
    "turtle": ("mud turtle", "box turtle", "loggerhead"),
    "tortoise": ("box turtle",),
    "whale": ("grey whale", "killer whale"),
    "wolf": ("timber wolf", "white wolf", "red wolf"),
}
"""Words for what ImageNet calls otherwise, or has kinds of only; by hand."""
MISLEADING = frozenset(
    re.findall(
        r"\w+",
        """aid bank beam beauty boa bull carrier control cote cover dragon eater engine fish grey hairless
        home horn kit machine monster net pad platform pot seat site slide slipper smith stick t tissue
        track trunks uniform wagon web widow""",
    )
)
"""Last words of class names that do not say what is shown: a *Komodo dragon* is no dragon."""


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return {name.lower(): name for name in names()}


@lru_cache(maxsize=1)
def _kinds() -> dict[str, tuple[str, ...]]:
    """Return class names by their last word, which says what they are kinds of: *rocking chair*, a chair."""
    found: dict[str, tuple[str, ...]] = {}
    for name in names():
        *first, last = name.lower().split()
        if first and last not in MISLEADING:
            found[last] = (*found.get(last, ()), name)
    return found


def seen_as(name: str) -> tuple[str, ...]:
    """Return the ImageNet classes that make a typed name one that the backbone has seen; none if it has not.

    The lists by hand come first, then a class of the very name, then classes that end in it. A name that is
    neither counts as unseen, which may be wrong where somebody else's word for a class is typed.

    Example:
        >>> from mmfusion.tasks.names.known import seen_as
        >>> seen_as("Rooster"), seen_as("okapi"), seen_as("zebras"), seen_as("chairs")[:1]
        (('cock',), (), ('zebra',), ('rocking chair',))

    """
    own = " ".join(re.findall(r"[^\W_]+", name.lower()))
    by_hand = {one.name: one.seen_as for one in CALTECH.values()} | OTHERWISE
    for form in _forms(own):
        if form in by_hand:
            return by_hand[form]
        if form in _classes():
            return (_classes()[form],)
        if form in _kinds():
            return _kinds()[form]
    return ()


def _forms(word: str) -> tuple[str, ...]:
    """Return a name and what its singular may be."""
    ends = {"ies": "y", "es": "", "s": ""}
    return (word, *(word.removesuffix(end) + put for end, put in ends.items() if word.endswith(end)))
