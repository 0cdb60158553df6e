"""Task `scenes`: drawn scenes, and questions in words whose every word has a known region.

A scene is composed of tinted drawings on a background: which kind, colour and size, where, who does what (a
prop that touches its agent) are known, so every question has one true answer and every content word a region
of the picture that it speaks of.

==========  ==========================================  =======================================
question    for example                                 answers
==========  ==========================================  =======================================
colour      what colour is the dog                      5 colours
size        what size is the dog                        small, large
doing       what is the dog doing                       6 actions
who         who is playing                              10 agents
what        what is left of the tree                    20 kinds
where       where is the dog seen from the tree         left, right, on, under
place       where is the dog                            4 places
count       how many dogs are there                     one to four
polar       is the dog red / is there a red dog         yes, no
caption     a dog is playing in the park                yes, no: does it match?
==========  ==========================================  =======================================

Pictures are OpenMoji (CC BY-SA 4.0); everything is seeded and made on the fly.
"""

from __future__ import annotations

from dataclasses import dataclass

from mmfusion.cards.subset import subsets
from mmfusion.lazily import exports

TASK = "scenes"
MODALITIES = ("visual", "text")
SUBSETS = subsets(MODALITIES)
STRATEGIES: tuple[str, ...] = ("visual", "text", "early", "late", "cross", "cross-reverse", "cross-labels")
"""In `cross` words ask the picture, in `cross-reverse` the picture asks the words; `cross-labels` is `cross`,
trained with word labels. `visual` is `cross` too, shown sentences without their content words."""


@dataclass(frozen=True)
class Kind:
    """A kind of drawing: its name, its plural, the OpenMoji that draws it, and whether it can act."""

    name: str
    plural: str
    hexcode: str
    acts: bool


@dataclass(frozen=True)
class Action:
    """Something that agents do: the word for it, the prop that they touch, and the OpenMoji that draws it."""

    name: str
    prop: str
    hexcode: str


KINDS: tuple[Kind, ...] = (
    Kind("dog", "dogs", "1F415", True),
    Kind("cat", "cats", "1F408", True),
    Kind("rabbit", "rabbits", "1F407", True),
    Kind("pig", "pigs", "1F416", True),
    Kind("horse", "horses", "1F40E", True),
    Kind("elephant", "elephants", "1F418", True),
    Kind("duck", "ducks", "1F986", True),
    Kind("turtle", "turtles", "1F422", True),
    Kind("penguin", "penguins", "1F427", True),
    Kind("monkey", "monkeys", "1F412", True),
    Kind("car", "cars", "1F697", False),
    Kind("bus", "buses", "1F68C", False),
    Kind("house", "houses", "1F3E0", False),
    Kind("tree", "trees", "1F333", False),
    Kind("chair", "chairs", "1FA91", False),
    Kind("tent", "tents", "26FA", False),
    Kind("umbrella", "umbrellas", "2602", False),
    Kind("mushroom", "mushrooms", "1F344", False),
    Kind("hat", "hats", "1F3A9", False),
    Kind("rocket", "rockets", "1F680", False),
)
ACTIONS: tuple[Action, ...] = (
    Action("playing", "ball", "26BD"),
    Action("reading", "book", "1F4D6"),
    Action("eating", "bowl", "1F35C"),
    Action("singing", "microphone", "1F3A4"),
    Action("painting", "palette", "1F3A8"),
    Action("drinking", "cup", "1F964"),
)
NAMES: tuple[str, ...] = tuple(kind.name for kind in KINDS)
PLURALS: tuple[str, ...] = tuple(kind.plural for kind in KINDS)
AGENTS: tuple[int, ...] = tuple(i for i, kind in enumerate(KINDS) if kind.acts)
"""Numbers of the kinds that can act."""
DOINGS: tuple[str, ...] = tuple(action.name for action in ACTIONS)
COLOURS: tuple[str, ...] = ("red", "yellow", "green", "blue", "purple")
SIZES: tuple[str, ...] = ("small", "large")
PLACES: tuple[str, ...] = ("park", "desert", "snow", "city")
RELATIONS: tuple[str, ...] = ("left", "right", "on", "under")
NUMBERS: tuple[str, ...] = ("one", "two", "three", "four")
POLAR: tuple[str, ...] = ("yes", "no")

ANSWERS: tuple[str, ...] = (*NAMES, *COLOURS, *SIZES, *DOINGS, *PLACES, *RELATIONS, *NUMBERS, *POLAR)
"""All 47 answers, of whatever question: one linear head chooses among them."""
QUESTION = "answer"
"""The name of that head."""
FORMS: tuple[str, ...] = (
    "colour",
    "size",
    "doing",
    "who",
    "what",
    "where",
    "place",
    "count",
    "polar",
    "caption",
)
"""What is asked: the rows of the table above."""

SIDE = 96
"""Side of a picture, px."""
CELL = 12
"""Side of a token's cell, px."""
GRID = SIDE // CELL
"""Cells a row: 8 × 8 tokens."""

_HOMES = {
    "Scene": "scene",
    "Sprite": "scene",
    "Sentence": "sentences",
    "read": "sentences",
    "answer": "truth",
    "referents": "truth",
    "regions": "truth",
    "draw": "drawing",
    "ask": "asking",
    "numbered": "batches",
    "look": "looking",
    "opened": "as_text",
    "saved": "as_text",
    "signed": "looking",
    "understood": "typed",
    "load": "predictor",
    "Scenes": "predictor",
}
"""What is public here, and the module that has it."""
__all__ = [
    "ANSWERS",
    "COLOURS",
    "DOINGS",
    "FORMS",
    "KINDS",
    "MODALITIES",
    "NAMES",
    "PLACES",
    "RELATIONS",
    "SIZES",
    *_HOMES,
]
__getattr__ = exports(__name__, _HOMES)
