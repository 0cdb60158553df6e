"""A page's lesson: five steps on its real controls, and exercises that the page's own facts decide.

A guide is one value, `GUIDE` in ``mmfusion/ui/<page>/guide.py``. Its texts are marked English in which a name
in braces is a fact that the page publishes as it computes it (`facts.publish`): no number in them is typed by
hand. A text that names a fact which is not there, because the page's number is covered, gives way to another.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from mmfusion.language import marked, tr

Facts = Mapping[str, Any]

NUMBER = ".st-key-head [data-testid=stColumn]:last-child"
"""Where a page's number stands, or is asked for."""
FORMULA = ".st-key-formula"
"""Where its formula stands, with live values."""
GUESS_FIRST = marked("The number is covered. Guess it, or press Reveal; this step then says what follows.")
STEPS = {
    "definition": marked("Definition"),
    "prediction": marked("Prediction"),
    "experiment": marked("Experiment"),
    "formula": marked("Formula with live values"),
    "remember": marked("What to remember"),
}
"""The five steps of every lesson, in their order, and what each is called."""


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        text: what it says, marked; ``{name}`` is a fact of the page, with a format if need be.
        at: CSS selector of the control or figure that it is about, in the page or inside a component; of
            several alternatives, commas between them, the first on the page that is visible.
        until: what it says while one of those facts is not known.
        seen: selector of where the effect is seen, if elsewhere: the card stays off it if it can.

    """

    text: str
    at: str
    until: str = GUESS_FIRST
    seen: str = ""

    def said(self, facts: Facts) -> str:
        """Return the text with the page's facts in it, in the language of the session."""
        return say(self.text, facts) or tr(self.until)


@dataclass(frozen=True)
class Exercise:
    """Something to bring about on the page, by whatever way.

    Attributes:
        task: what is to be done, marked.
        at: selector of the control that it begins with.
        holds: whether the page's facts solve it; what it reads and does not find, does not.
        solved: one sentence with the number that decides, as `Step.text`.
        hints: one, then a stronger one.
        solution: the page's parameters in the URL with which it opens solved.
        seen: as of a `Step`.

    """

    task: str
    at: str
    holds: Callable[[Facts], bool]
    solved: str
    hints: tuple[str, str]
    solution: Mapping[str, str]
    seen: str = ""

    def verdict(self, facts: Facts) -> str:
        """Return the sentence that says that the facts solve it; "" if they do not."""
        try:
            return say(self.solved, facts) if self.holds(facts) else ""
        except KeyError:
            return ""


@dataclass(frozen=True)
class Guide:
    """The lesson of a page.

    Attributes:
        definition: what the page's idea is, and where it is on the page.
        prediction: what to guess before the number is uncovered.
        experiment: what to do, and what will be seen.
        formula: what the formula's live values say.
        remember: one sentence to take along.
        exercises: at least one.

    """

    definition: Step
    prediction: Step
    experiment: Step
    formula: Step
    remember: Step
    exercises: tuple[Exercise, ...] = field(default=())

    @property
    def steps(self) -> tuple[tuple[str, Step], ...]:
        """The five steps in order, each with its marked heading."""
        return tuple((heading, getattr(self, name)) for name, heading in STEPS.items())


def of(page: str) -> Guide | None:
    """Return the guide of a page; None where it has none."""
    name = f"mmfusion.ui.{page}.guide"
    if importlib.util.find_spec(name) is None:
        return None
    guide = importlib.import_module(name).GUIDE
    return guide if isinstance(guide, Guide) else None


def names(text: str) -> set[str]:
    """Return the facts that a text names.

    Example:
        >>> from mmfusion.ui.parts.guide import names
        >>> sorted(names("late is right in {late:.1f} % of {n} clips"))
        ['late', 'n']

    """
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def say(text: str, facts: Facts) -> str:
    """Return a marked text with the facts that it names, in the session's language; "" if one is missing.

    A fact that is a word is looked up too.
    """
    named = names(text)
    if not named <= set(facts):
        return ""
    return tr(text, **{name: tr(value) if isinstance(value := facts[name], str) else value for name in named})
