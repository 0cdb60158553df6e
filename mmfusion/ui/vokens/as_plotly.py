"""The scores of the sentence, and accuracy against labels, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from mmfusion.language import marked, tr
from mmfusion.tasks.vokens.commands import LABELS
from mmfusion.ui.parts.plotly_fold import Made
from mmfusion.ui.vokens import computed
from mmfusion.ui.vokens.computed import TITLES
from mmfusion.ui.vokens.page import header, seen
from mmfusion.ui.vokens.sections import COVERED

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.tasks.vokens import Arm
    from mmfusion.ui.shell.state import View

SHORT = {
    "words": marked("masked words"),
    "vokens": marked("vokens"),
    "codes": marked("codes"),
    "dealt": marked("dealt out"),
    "drawn": marked("drawn"),
    "longer": marked("six times"),
    "glove": marked("GloVe mean"),
}
COLOURS = {
    "text": marked("name alone"),
    "codes": marked("codes"),
    "deep": marked("deep"),
    "dealt": marked("dealt out"),
    "colours": marked("colours"),
}


def figures(text: str, view: View) -> list[Made]:
    """Return the figures of the page, made when they are asked for."""
    uncovered = seen(view)
    topics = {arm: name for arm, name in SHORT.items() if uncovered or arm not in COVERED}
    return [
        Made(tr("Scores of the sentence"), partial(_scores, text, view)),
        Made(tr("Topics against labels"), partial(_topics, topics)),
        Made(tr("Colours against labels"), _colours),
    ]


def _scores(text: str, view: View, palette: Palette) -> go.Figure:
    import plotly.graph_objects as go

    from mmfusion.figures.template import explored

    own, shown = computed.reading(text), header(text, view)
    swaps = {row[0]: row[1] for row in shown["swaps"]}
    at = shown["topic"]
    arms: tuple[Arm, ...] = ("codes", "vokens", "words")
    figure = go.Figure()
    for name, put, colour in (
        (tr("as predicted"), {}, palette.wash),
        (tr("with your pictures"), swaps, palette.ink),
    ):
        values = [float(own.scores(arm, put)[at]) for arm in arms]
        figure.add_bar(
            x=values,
            y=[tr(TITLES[arm]) for arm in arms],
            orientation="h",
            name=name,
            marker={"color": colour},
        )
    figure.update_xaxes(title={"text": tr("score of {topic}", topic=shown["topics"][at])})
    explored(figure, palette, tr("Scores of the sentence"), text, height=300, margin={"l": 150})
    return figure


def _curves(
    of: dict[str, Any], names: dict[str, str], what: str, palette: Palette, chance: float
) -> go.Figure:
    from mmfusion.figures.robustness import Curve, robustness

    curves = [
        Curve(
            tr(name),
            value=[one["value"] for one in of["accuracy"][arm]],
            low=[one["low"] for one in of["accuracy"][arm]],
            high=[one["high"] for one in of["accuracy"][arm]],
            sense="text" if arm in ("words", "text") else "fused",
            leads=arm in ("vokens", "words", "colours", "text"),
        )
        for arm, name in names.items()
    ]
    return robustness(curves, [str(budget) for budget in of["budgets"]], what, palette, chance)


def _topics(names: dict[str, str], palette: Palette) -> go.Figure:
    from mmfusion.figures.template import explored

    of = computed.measured()["topics"]
    figure = _curves(of, names, tr("labels a topic"), palette, 1 / len(of["topics"]))
    return explored(figure, palette, tr("Topics against labels"), tr(LABELS["vokens"]), margin={"r": 100})


def _colours(palette: Palette) -> go.Figure:
    from mmfusion.figures.template import explored

    of = computed.measured()["colour"]
    own = {**of["minilm"], "budgets": of["budgets"]}
    figure = _curves(own, COLOURS, tr("labels a colour"), palette, 1 / len(of["colours"]))
    return explored(figure, palette, tr("Colours against labels"), tr("names by MiniLM"), margin={"r": 100})
