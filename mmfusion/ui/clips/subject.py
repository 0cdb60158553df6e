"""A clip on a page, of whatever kind: it answers to `Subject`. What is looked into: one pass over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypedDict
from weakref import WeakKeyDictionary

from mmfusion.ui.clips.own import Kept

if TYPE_CHECKING:
    from torch import Tensor

    from mmfusion.cards.shipped import Shipped
    from mmfusion.explain.compared import Compared
    from mmfusion.explain.maps import Score
    from mmfusion.explain.path_integral import Attribution
    from mmfusion.media import Clip
    from mmfusion.nn.tokens import Place
    from mmfusion.ui.clips.changed import Change, Changed


class Geometry(TypedDict):
    """The raster of a clip's tokens, s and Hz; `seen` is the share of the window that has frames."""

    start: float
    duration: float
    seen: float
    frames: int
    rows: int
    columns: int
    steps: int
    bands: int
    edges: list[int]


@dataclass(frozen=True)
class Layout:
    """How the tokens of each sense lie on the clip."""

    frames: int
    grid: tuple[int, int]
    """Rows, columns of the patches of a frame."""
    cells: tuple[int, int]
    """Bands, steps of the spectrogram."""
    edges: tuple[float, ...]
    """Where the bands meet, Hz."""
    duration: float
    """What the time axis spans, s: the steps of the sound fill it."""
    seen: float
    """How much of it the frames fill, s."""
    start: float = 0.0
    """Where it begins in the file, s."""

    def header(self) -> Geometry:
        """Return it as figures' scripts read it."""
        (rows, columns), (bands, steps) = self.grid, self.cells
        return {
            "start": self.start,
            "duration": self.duration,
            "seen": self.seen / self.duration,
            "frames": self.frames,
            "rows": rows,
            "columns": columns,
            "steps": steps,
            "bands": bands,
            "edges": [round(edge) for edge in self.edges],
        }


class Subject(Kept, Protocol):
    """A clip, with the networks that read it and what is known of it; `changed` by what is done to it."""

    @property
    def called(self) -> tuple[str, str]:
        """What it is called, and what there is in it."""

    @property
    def asks(self) -> str:
        """The question whose answer is shown."""

    @property
    def questions(self) -> Mapping[str, str]:
        """Questions that may be chosen, in words; none where there is one only."""

    @property
    def truth(self) -> int | None:
        """The right answer; None where nobody knows it."""

    @property
    def following(self) -> int | None:
        """The number of the drawn clip that comes next; None where there is no such order."""

    @property
    def layout(self) -> Layout:
        """Where tokens lie."""

    def classes(self, question: str) -> Sequence[str]:
        """Return the answers of a question, in order."""

    def predictors(self) -> Mapping[str, Shipped[Any]]:
        """Return every shipped strategy. Raises FileNotFoundError if there is none."""

    def temperature(self, strategy: str, question: str, senses: Sequence[str] = ()) -> float:
        """Return what logits are divided by when some senses answer; all at hand where none is named."""

    def prior(self, question: str) -> Sequence[float]:
        """Return how often each answer of a question is right, where nothing is known of the clip."""

    def others(self) -> Sequence[Subject]:
        """Return other clips, whose senses can stand in for its own."""

    def changed(self, change: Change) -> Changed:
        """Return it after a change, as strategies are compared on it."""

    def clip(self) -> Clip:
        """Return it as it is shown and played: as long as the networks' window where there is sound."""

    def tokens(self, network: Any) -> dict[str, Tensor]:
        """Return the tokens `(1, 1 + N, d)` of the senses at hand, CLS first."""

    def places(self) -> Mapping[str, Sequence[Place]]:
        """Return where each sense's tokens come from, CLS left out."""

    def loudest(self) -> int:
        """Return the number of the loudest cell of the sound, from 0."""

    def objects(self) -> list[dict[str, Any]]:
        """Return each known object: its name, whether it sounds, the patches that show it."""

    def inside(self, strategy: str, what: str) -> dict[str, Any] | str:
        """Return test figures of a strategy's ``"heads"`` or ``"attributions"``, or why there are none."""

    def maps(self, watched: Watched) -> Compared | None:
        """Return the maps that are shipped for it; None where they have to be computed."""

    def by_path(self, network: Any, score: Score, method: str) -> Attribution:
        """Return integrated gradients from the baseline that a method names, `(1, N)` by sense."""

    def path_recipe(self, method: str, network: str) -> list[str]:
        """Return Python that makes them, `found`, of a network of that name, after `recipe` and `score`."""

    def about_paths(self) -> list[str]:
        """Return what has to be said of paths from a baseline to it."""

    def another(self) -> Subject | None:
        """Return the clip whose maps are the null of this one's; None where there is no other."""

    def lacks(self) -> list[str]:
        """Return what has to be read before anything: which sense is missing, silent or short."""

    def remarks(self) -> list[str]:
        """Return what else is to be said of the clip."""

    def beside(self) -> None:
        """Show it at the foot of the sidebar."""

    def recipe(self, watched: Watched) -> list[str]:
        """Return Python that makes `network`, `tokens` and `places`."""

    def heard(self) -> list[str]:
        """Return Python that makes `wave` and `rate`, the sound that is played, after `recipe`."""


@dataclass(frozen=True)
class Watched:
    """Which pass is looked at: the clip, the strategy, whether its weights are random."""

    subject: Subject
    strategy: str
    random: bool = False

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.subject.key}/{self.strategy}{'/random' if self.random else ''}"

    @property
    def shipped(self) -> bool:
        """Whether it is the same for everyone."""
        return self.subject.shipped


def strategies(subject: Subject) -> list[str]:
    """Return the shipped strategies that read both senses, the two in front first."""
    there = [n for n, p in subject.predictors().items() if len(p.spec.modalities) > 1]
    front = [n for n in ("bottleneck-mid", "mid") if n in there]
    return front + [n for n in there if n not in front]


def network(watched: Watched) -> Any:
    """Return the network that is looked into: it has a `spec` and a `fusion` transformer."""
    own = watched.subject.predictors()[watched.strategy]
    return _twin(own) if watched.random else own.network


_TWINS: WeakKeyDictionary[Shipped[Any], Any] = WeakKeyDictionary()


def _twin(own: Shipped[Any]) -> Any:
    """Return a network's untrained twin, made once: nobody trains it."""
    return _TWINS[own] if own in _TWINS else _TWINS.setdefault(own, own.untrained())
