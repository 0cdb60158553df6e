"""What may be done to a clip, and the clip afterwards: what is shown of it, answered, said and taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from mmfusion.cards.subset import Subset, Subsets
from mmfusion.language import marked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmfusion.cards.shipped import Collection
    from mmfusion.media import Clip

ITS_OWN = marked("its own")
"""The sound of a clip that is not swapped."""


@dataclass(frozen=True)
class Change:
    """What is done to a clip."""

    senses: Subset
    """What is left of it."""
    spoil: str | None = None
    level: int = 0
    """Of spoiling, 0 to 4; 0 is the clip as it is."""
    swap: str | None = None
    """Whose sound is heard; None for its own."""


@dataclass(frozen=True)
class Spoil:
    """A way to spoil a clip."""

    title: str
    button: str
    """What the closed popover says of a level."""
    levels: tuple[str, ...]
    """What the levels 0 to 4 are."""
    unit: str = ""


class Names(NamedTuple):
    """Parameters of a link, which are keys of widgets: links of before say them."""

    senses: str
    spoil: str
    level: str
    swap: str


@dataclass(frozen=True)
class Offer:
    """What a kind of clip may be asked, and what may be done to it."""

    names: Names
    spoils: Mapping[str, Spoil]
    senses: Mapping[str, str]
    """Key of a subset -> what stands on its segment, the whole first."""
    swaps: Mapping[str, str]
    """Whose sound -> what stands on its segment, `ITS_OWN` first."""
    swapping: str
    """What a swap does, in a sentence."""
    questions: Mapping[str, str] = field(default_factory=dict)
    """Questions in words; none where there is one only."""

    @property
    def untouched(self) -> dict[str, str]:
        """What the widgets hold while nothing is done to the clip, by key."""
        whole, spoil, own = (next(iter(given)) for given in (self.senses, self.spoils, self.swaps))
        return dict(zip(self.names, (whole, spoil, "0", own), strict=True))

    def spoiled(self, change: Change, level: int) -> str:
        """Return a kind and a level of spoiling as files say it, in English; "" where nothing is spoiled."""
        return f"{change.spoil} {self.spoils[change.spoil].levels[level]}" if change.spoil else ""


@dataclass(frozen=True)
class Answers:
    """What every strategy makes of a clip, asked one question."""

    probabilities: Mapping[str, NDArray[np.float64]]
    """strategy -> `(levels, subsets, classes)`; NaN where it cannot answer from a subset."""
    milliseconds: Mapping[str, float]
    aggregated: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    """The same by aggregator, where late fusion may put its experts together otherwise."""
    logits: Mapping[str, Mapping[str, NDArray[np.float64]]] | None = None
    """strategy -> sense -> `(levels, classes)`: what each CLS says; None where it is not known."""


class Wording(TypedDict):
    """What stands around the table of strategies, HTML; `absent`: why one of them is missing."""

    kinds: str
    kindsLabel: str
    testLabel: str
    costLabel: str
    absent: str


@dataclass(frozen=True)
class Changed:
    """A clip after a change, asked one question: whatever kind of clip it is, a page knows this of it.

    What is read of a clip raises MediaError where it cannot be read.
    """

    change: Change
    offer: Offer
    key: tuple[object, ...]
    """What its answers depend on."""
    query: Mapping[str, str]
    """What a link to this clip says."""
    shipped: bool
    """Whether the link alone finds it again."""
    classes: Sequence[str]
    subsets: Subsets
    measured: str
    """The figure of the cards that is about this question."""
    heading: str
    """The question, above a figure."""
    heard: Callable[[], bool]
    """Whether there is a sound."""
    clip: Callable[[], Clip]
    """As it is shown and played."""
    strip: Callable[[], bytes]
    """What the player shows of it."""
    collection: Callable[[], Collection[Any]]
    """The strategies that answer. Raises FileNotFoundError or ValueError if there are none."""
    answers: Callable[[], Answers]
    """What they answer: at one level, or at all five of a kind of spoiling."""
    wording: Callable[[], Wording]
    said: Callable[[str], list[str]]
    """What stands with the answers, of which a strategy speaks: a modality that is missing or strange."""
    remarks: Callable[[], list[str]]
    """What is to be said below the table."""
    labels: Mapping[str, object]
    """The first columns of a table of numbers: which clip, what was done to it."""
    notebook: Callable[[str], str]
    """A notebook that asks a strategy about the clip."""
    truth: int | None = None
    """The right answer; None where nobody knows it."""
    icons: list[str | None] | None = None
    """A picture of each answer, where answers are things."""
    film: tuple[str, Callable[[], bytes]] | None = None
    """Name and content of the clip as a file; None where it is someone's file anyway."""
