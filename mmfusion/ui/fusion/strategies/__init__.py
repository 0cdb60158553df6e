"""The strategies side by side: what each answers, how right it is, what it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NotRequired, TypedDict

from mmfusion.language import tr
from mmfusion.modality import MODALITIES, without
from mmfusion.ui.shell import components


class Whole(TypedDict):
    """A strategy's answer to the whole of a clip, as `Whole` in strategies.js.

    Attributes:
        p: probabilities of the answers.
        first: in how many windows its first answer comes first.
        windows: in how many it has an answer.

    """

    p: list[float]
    first: int
    windows: int


class Right(TypedDict):
    """On how many real clips a strategy is right, as `Right` in strategies.js: a count and of how many.

    Attributes:
        all: of all.
        kinds: of those that show a kind.
        none: of those that show none.
        low: of the interval of the share of all.
        high: its other end.

    """

    all: list[int]
    kinds: list[int]
    none: list[int]
    low: float
    high: float


class Strategy(TypedDict):
    """One column, as `Strategy` in strategies.js.

    Attributes:
        name: of the strategy.
        title: of the column.
        sub: what it does, in a line.
        drawing: of its network, SVG.
        senses: that it takes.
        p: probabilities of the answers at each level of spoiling, from each of `Data.subsets`; None where it
            cannot run.
        by: the same for each aggregator, where experts are put together.
        whole: of the whole clip, where it is longer than the window and answered; None where nothing was.
        wholeBy: the same for other aggregators.
        accuracy: ``value``, ``low``, ``high``, or None.
        accuracyBy: the same for other aggregators.
        real: of real clips, where they were measured.
        realBy: the same for other aggregators.
        nats: cross-entropy, where it says more.
        parameters: how many.
        macs: multiply-accumulates of a pass.
        ms: of a pass, on this machine.

    """

    name: str
    title: str
    sub: str
    drawing: str
    senses: list[str]
    p: list[list[list[float] | None]]
    by: NotRequired[dict[str, Any] | None]
    whole: NotRequired[Whole | None]
    wholeBy: NotRequired[dict[str, Whole]]
    accuracy: dict[str, float] | None
    accuracyBy: NotRequired[dict[str, dict[str, float]]]
    real: NotRequired[Right | None]
    realBy: NotRequired[dict[str, Right]]
    nats: NotRequired[float | None]
    parameters: int
    macs: int
    ms: float


class Said(TypedDict):
    """A modality in words, as `Said` in strategies.js.

    Attributes:
        name: in code.
        title: picture, sound.
        known: what came through it was seen, heard.
        without: what is missing where it is alone.

    """

    name: str
    title: str
    known: str
    without: str


def said_of(modalities: Sequence[str]) -> list[Said]:
    """Return what the table calls some modalities."""
    own = [MODALITIES[name] for name in modalities]
    return [
        Said(
            name=m.name,
            title=tr(m.title),
            known=tr(m.known),
            without=without([m.name], modalities),
        )
        for m in own
    ]


class Data(TypedDict):
    """What the table is told, as `Data` in strategies.js.

    Attributes:
        strategies: every column that can be shown, in order.
        shown: names of those that are.
        focus: the one that is looked into below.
        sense: key of the subset that the bars are of, ``visual+audio`` or ``visual``.
        subsets: their keys, in the order of `Strategy.p`, the whole first.
        modalities: what is called how, in the order of the task.
        level: of spoiling.
        aggregator: that puts the experts together.
        aggregators: those that there are, in words.
        classes: names of the answers.
        short: the same, as short as a small column asks for.
        icons: a picture of each answer, where there is one.
        truth: the right answer, where it is known.
        chance: accuracy of guessing.
        trained: whether the figures of the test set are of these weights.
        covered: whether something is to be guessed first.
        asked: the strategy of which it is asked what a modality less leaves; empty where the figures of the
            test set are to be guessed.
        said: sentences that stand with the answers.
        longer: whether the clip is longer than the window, so that it has an answer of its own.
        wholeLabel: what stands beside that, HTML.
        realLabel: what stands beside the figures of real clips, HTML; empty where there are none.
        kinds: the answers, HTML.
        kindsLabel: what stands on their button.
        testLabel: HTML.
        costLabel: HTML.
        absent: why a strategy is missing, HTML.

    """

    strategies: list[Any]
    shown: list[str]
    focus: str
    sense: str
    subsets: list[str]
    modalities: list[Said]
    level: int
    aggregator: str
    aggregators: dict[str, str]
    classes: list[str]
    short: list[str]
    icons: NotRequired[list[str | None] | None]
    truth: NotRequired[int | None]
    chance: float
    trained: bool
    covered: NotRequired[bool]
    asked: NotRequired[str]
    said: list[str]
    longer: bool
    wholeLabel: str
    realLabel: str
    kinds: str
    kindsLabel: str
    testLabel: str
    costLabel: str
    absent: str


def strategies(data: Data, *, key: str, on_change: Callable[[], None]) -> None:
    """Mount the table.

    Args:
        data: see `Data`.
        key: of the element; its state: ``shown`` names joined by spaces, ``focus`` a name, ``aggregator``.
        on_change: called when any of them changes.

    """
    components.mount(
        __file__,
        key=key,
        data=data,
        on_shown_change=on_change,
        on_focus_change=on_change,
        on_aggregator_change=on_change,
    )
