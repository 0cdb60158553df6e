"""Which classes the frozen network was trained on: marked by hand, since words alone do not say it.

ImageNet has no *crocodile* but an African one, no *dolphin* but the killer whale, which is one, and *pitcher*
is its word for a ewer too. A class is *seen* if an ImageNet class shows the same, a kind of it, or what it is
a kind of; where that is doubtful it counts as seen, so that what is called unseen is. *Zero-shot* therefore
means: no labelled picture of the class was used here, and none in the training of the network.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mmfusion.nn.imagenet import names


class Class(NamedTuple):
    """A class of Caltech-101: the name that it is asked by, and the ImageNet classes that make it seen."""

    name: str
    seen_as: tuple[str, ...] = ()

    @property
    def seen(self) -> bool:
        """Whether the backbone was trained on it."""
        return bool(self.seen_as)


def _same(*every: str) -> dict[str, Class]:
    return {name.replace(" ", "_"): Class(name, (name,)) for name in every}


def _unseen(*every: str) -> dict[str, Class]:
    return {name.replace(" ", "_"): Class(name) for name in every}


CALTECH: dict[str, Class] = {
    **_same(
        "accordion", "ant", "barrel", "beaver", "cannon", "crayfish", "cup", "dalmatian", "dragonfly",
        "electric guitar", "flamingo", "grand piano", "laptop", "llama", "pizza", "platypus", "revolver",
        "schooner", "scorpion", "soccer ball", "starfish", "strawberry", "tick", "trilobite", "umbrella",
    ),
    "Leopards": Class("leopard", ("leopard",)),
    "Motorbikes": Class("motorbike", ("moped", "motor scooter")),
    "airplanes": Class("airplane", ("airliner", "warplane")),
    "binocular": Class("binoculars", ("binoculars",)),
    "butterfly": Class("butterfly", ("monarch", "ringlet", "cabbage butterfly", "lycaenid")),
    "camera": Class("camera", ("reflex camera", "Polaroid camera")),
    "car_side": Class("car", ("sports car", "convertible", "beach wagon", "minivan")),
    "ceiling_fan": Class("ceiling fan", ("electric fan",)),
    "cellphone": Class("cellphone", ("cellular telephone",)),
    "chair": Class("chair", ("rocking chair", "folding chair", "barber chair")),
    "cougar_body": Class("cougar body", ("cougar",)),
    "cougar_face": Class("cougar face", ("cougar",)),
    "crab": Class("crab", ("Dungeness crab", "rock crab", "fiddler crab", "king crab")),
    "crocodile": Class("crocodile", ("African crocodile",)),
    "crocodile_head": Class("crocodile head", ("African crocodile",)),
    "dolphin": Class("dolphin", ("killer whale",)),
    "elephant": Class("elephant", ("African elephant", "Indian elephant", "tusker")),
    "ewer": Class("ewer", ("pitcher",)),
    "flamingo_head": Class("flamingo head", ("flamingo",)),
    "hedgehog": Class("hedgehog", ("porcupine",)),
    "kangaroo": Class("kangaroo", ("wallaby",)),
    "lamp": Class("lamp", ("table lamp",)),
    "lobster": Class("lobster", ("American lobster", "spiny lobster")),
    "nautilus": Class("nautilus", ("chambered nautilus",)),
    "panda": Class("panda", ("giant panda", "lesser panda")),
    "rooster": Class("rooster", ("cock",)),
    "saxophone": Class("saxophone", ("sax",)),
    "stop_sign": Class("stop sign", ("street sign",)),
    "watch": Class("watch", ("digital watch", "stopwatch")),
    "wild_cat": Class("wild cat", ("cougar", "lynx")),
    "Faces_easy": Class("face"),
    "water_lilly": Class("water lily"),
    **_unseen(
        "anchor", "bass", "bonsai", "brain", "brontosaurus", "buddha", "chandelier", "dollar bill", "emu",
        "euphonium", "ferry", "garfield", "gerenuk", "gramophone", "hawksbill", "headphone", "helicopter",
        "ibis", "inline skate", "joshua tree", "ketch", "lotus", "mandolin", "mayfly", "menorah", "metronome",
        "minaret", "octopus", "okapi", "pagoda", "pigeon", "pyramid", "rhino", "scissors", "sea horse",
        "snoopy", "stapler", "stegosaurus", "sunflower", "wheelchair", "windsor chair", "wrench", "yin yang",
    ),
}  # fmt: skip
"""The folders of Caltech-101; *Faces* is left out, which shows what *Faces_easy* shows."""

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
