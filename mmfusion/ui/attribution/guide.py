"""The lesson of attribution: several explanations of one answer, and the test that tells them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mmfusion.language import marked, tr
from mmfusion.ui.attribution import computed
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish

if TYPE_CHECKING:
    from mmfusion.ui.clips.subject import Watched
    from mmfusion.ui.shell.state import View

PAGE = "attribution"


def tell(watched: Watched, answer: int, pick: str, known: computed.Found) -> None:
    """Publish what the order of the chosen map does to the answer, beside random orders and the best map."""
    subject = watched.subject
    areas = {row.method: row.deletion for row in known.rows if row.deletion is not None}
    publish(
        PAGE,
        answer=tr(subject.classes(subject.asks)[answer]),
        p=P(computed.answered(watched)[answer]),
        method=", ".join(tr(words) for words in computed.METHODS[pick]),
        untrained=watched.random or pick == computed.TWIN,
        deletion=P(areas[pick].own) if pick in areas else None,
        low=P(areas[pick].low) if pick in areas else None,
        high=P(areas[pick].high) if pick in areas else None,
        least=min(area.own for area in areas.values()) if not known.pending else None,
    )


def tell_formula(watched: Watched, answer: int) -> None:
    """Publish what integrated gradients add up to."""
    found = computed.explained(watched, answer, computed.PATHS[0])
    gap = None if found.gap is None else 100 * found.gap
    publish(PAGE, total=float(sum(part.sum() for part in found.map.values())), gap=gap)


def tell_tests(read: dict[str, Any] | str, view: View) -> None:
    """Publish how often the best method's highest patch is on what sounds, once it is uncovered."""
    shares: list[float] = []
    if not isinstance(read, str) and view.uncovered("attribution_"):
        shares = [100 * of["hit on sounding"]["value"] for of in read["methods"].values()]
    publish(PAGE, best=max(shares, default=None), worst=min(shares, default=None))


GUIDE = Guide(
    definition=Step(
        marked(
            "An attribution says how much each token speaks for an answer. The methods differ: gradients "
            "along a path, the answer without a token, attention. Here they explain “{answer}” ({p})."
        ),
        ".explanations .rows",
    ),
    prediction=Step(
        marked(
            "Of drawn clips one knows which object sounds. How often does the best map find it? Guess first."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Choose a method. If its order is right, the answer falls fast when the highest tokens are "
            "removed first. {method}: a deletion area of {deletion}; random orders, {low} to {high}."
        ),
        ".explanations .rows",
        marked("The maps are still being computed; the areas follow."),
    ),
    formula=Step(
        marked(
            "Integrated gradients follow the gradient from a baseline to the clip. Their sum is what the "
            "answer's score gains on the way: here {total:.2f}, reached to {gap:.2f} %."
        ),
        FORMULA,
        marked("There is no path on this clip."),
    ),
    remember=Step(
        marked(
            "On the test set the highest patch is on the object that sounds in {best:.0f} % by the best "
            "method, and in {worst:.0f} % by the worst. Believe a map for what happens when its tokens are "
            "removed, not for its looks."
        ),
        NUMBER,
        marked(
            "The number is one of drawn clips. With such a clip, guess it, or press Reveal; this step then "
            "says what follows."
        ),
    ),
    exercises=(
        Exercise(
            marked("Choose the map with the smallest deletion area."),
            ".explanations .rows",
            lambda f: f["deletion"] <= f["least"],
            marked("Solved: {method} reaches {deletion}; random orders reach {low} to {high}."),
            (
                marked("Compare the deletion areas of all rows: lower is better."),
                marked("It weighs attention with its gradient."),
            ),
            {"attribution_pick": "relevance"},
        ),
        Exercise(
            marked("Find a map of the trained network whose order is no better than a random one."),
            ".explanations .rows",
            lambda f: not f["untrained"] and f["deletion"] >= f["low"],
            marked("Solved: {method} reaches {deletion}, within the {low} to {high} of random orders."),
            (
                marked("The band in a row is that of random orders. Which dot lies within it?"),
                marked("Integrated gradients depend on where the path begins: try other baselines."),
            ),
            {"attribution_pick": "integrated gradients, mean"},
        ),
    ),
)
