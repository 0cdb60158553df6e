"""Which sense of WordNet each class's pictures show: read and looked at by hand, class by class.

WordNet orders the senses of a word by how often they are met in text, and text speaks of other things than
photographs do: its first *octopus* is food, its first *dolphin* a fish, its first *wrench* an injury. Whoever
takes first senses builds these faults in without noticing.
"""

from __future__ import annotations

from mmfusion.language import marked

SENSE = {
    "barrel": 2,
    "bass": 8,
    "beaver": 7,
    "crayfish": 3,
    "dalmatian": 2,
    "dolphin": 2,
    "emu": 2,
    "hedgehog": 2,
    "leopard": 2,
    "lobster": 2,
    "nautilus": 3,
    "octopus": 2,
    "pyramid": 3,
    "schooner": 2,
    "scorpion": 3,
    "sea horse": 2,
    "tick": 2,
    "wrench": 3,
}
"""Class -> number of the sense that its pictures show, where that is not the first."""

LOOKED_UP_AS = {"cougar body": "cougar"}
"""What a class is looked up as, where that is not its name."""

LEFT_OUT = {
    "buddha": marked("statues; in WordNet a person"),
    "ceiling fan": marked("no noun of WordNet"),
    "cougar face": marked("the synset of another class"),
    "crocodile head": marked("the synset of another class"),
    "face": marked("dozens of pictures of one man"),
    "flamingo head": marked("the synset of another class"),
    "garfield": marked("drawings; in WordNet a president"),
    "inline skate": marked("no noun of WordNet"),
    "snoopy": marked("drawings and toys of one figure"),
    "stop sign": marked("no noun of WordNet"),
    "wild cat": marked("no noun of WordNet"),
    "yin yang": marked("no noun of WordNet"),
}
"""Classes that the graph has no place for, and why."""


def lemma(name: str) -> str:
    """Return what a class is looked up as: ``sea_horse``.

    Example:
        >>> from mmfusion.tasks.graph.senses import lemma
        >>> lemma("sea horse"), lemma("cougar body")
        ('sea_horse', 'cougar')

    """
    return LOOKED_UP_AS.get(name, name).lower().replace(" ", "_")


def checked(name: str) -> int:
    """Return the place, from 0, of the sense that a class's pictures show.

    Example:
        >>> from mmfusion.tasks.graph.senses import checked
        >>> checked("octopus"), checked("okapi")
        (1, 0)

    """
    return SENSE.get(name, 1) - 1
