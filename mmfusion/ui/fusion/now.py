"""What the page shows now: a changed clip, the answers to it, the strategies that the link chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.language import tr
from mmfusion.ui.fusion import rank
from mmfusion.ui.parts import course

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mmfusion.cards.shipped import Collection
    from mmfusion.ui.clips.changed import Answers, Changed
    from mmfusion.ui.fusion.long_clip import Long
    from mmfusion.ui.shell.state import View


@dataclass(frozen=True)
class Now:
    """A changed clip that is answered, as the link looks at it."""

    view: View
    changed: Changed
    lab: Collection[Any]
    answers: Answers
    long: Long | None = None
    """The clip as one that is longer than the window, if it is."""

    @property
    def focus(self) -> str:
        """The strategy that is looked into."""
        return self.view.one_of("focus", self.lab.cards, "mid")

    @property
    def aggregator(self) -> str:
        """How late fusion puts its outputs together."""
        return self.view.one_of("late", self.answers.aggregated, course.TOGETHER)

    @property
    def by_experts(self) -> bool:
        """Whether late fusion is in focus, and is that of experts which were trained alone."""
        return self.focus == "late" and self.aggregator != course.TOGETHER

    @property
    def probabilities(self) -> Mapping[str, NDArray[np.float64]]:
        """Each strategy's answers as shown, `(levels, subsets, K)`: late fusion's by its aggregator."""
        every = self.answers.probabilities
        late = self.answers.aggregated.get(self.aggregator)
        return every if late is None else {**every, "late": late}

    @property
    def level(self) -> int:
        """Which level of the answers is shown: the only one, or that of spoiling."""
        return min(self.changed.change.level, len(self.answers.probabilities[self.focus]) - 1)

    @property
    def chance(self) -> float:
        """How often guessing is right."""
        return 1 / len(self.changed.classes)

    @property
    def speaker(self) -> str:
        """The strategy that the page's number is about: the one in focus if it has both senses, else mid."""
        fused = [name for name, p in self.lab.predictors.items() if len(p.modalities) > 1]
        names = (self.focus, *rank.FRONT[1:], *fused)
        return next((name for name in names if name in fused), self.focus)

    @property
    def covered(self) -> bool:
        """Whether the page's question waits for a guess: who can tell, or what is left without the sound."""
        if self.view.uncovered():
            return False
        if self.changed.offer.questions:
            return self.lab.trained
        whole = self.changed.change.senses == self.changed.subsets[0]
        return whole and not np.isnan(self.probabilities[self.speaker][self.level][:2]).any()

    @property
    def asked(self) -> str:
        """The strategy whose answer with a modality less is to be guessed; "" where that is not asked."""
        return self.speaker if self.covered and not self.changed.offer.questions else ""

    @property
    def order(self) -> list[str]:
        """All strategies, those in front first."""
        return rank.order(self.lab, self.changed.measured, self.answers)

    @property
    def shown(self) -> list[str]:
        """The strategies that the link asks for, or the four in front."""
        wanted = self.view["shown"].split()
        return [n for n in rank.order(self.lab, self.changed.measured) if n in wanted] or self.order[:4]

    def title(self, name: str) -> str:
        """Return a strategy's name on the page, in its language."""
        return tr(course.TAUGHT[name].title)
