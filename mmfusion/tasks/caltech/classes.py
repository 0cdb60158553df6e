"""Which classes of Caltech-101 the frozen network was trained on: marked by hand, since words do not say it.

ImageNet has no *crocodile* but an African one, no *dolphin* but the killer whale, which is one, and *pitcher*
is its word for a ewer too. A class is *seen* if an ImageNet class shows the same, a kind of it, or what it is
a kind of; where that is doubtful it counts as seen, so that what is called unseen is.
"""

from __future__ import annotations

from typing import NamedTuple


class Class(NamedTuple):
    """A class of Caltech-101: the name that it is asked by, and the ImageNet classes that make it seen.

    Example:
        >>> from mmfusion.tasks.caltech import CALTECH
        >>> CALTECH["dolphin"].seen_as, CALTECH["okapi"].seen
        (('killer whale',), False)

    """

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
