"""The lesson of the graph of names: enrichment by what a class is a kind of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import marked
from mmfusion.tasks.graph import Edits, answers
from mmfusion.ui.graph import computed
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish

if TYPE_CHECKING:
    from mmfusion.ui.graph.page import Now

PAGE = "graph"


def tell(now: Now) -> None:
    """Publish how many pictures of the class in view are right, by the graph as it is edited and before."""

    def right(edits: Edits) -> int:
        return int((answers(now.draw, now.seed, edits)[now.at] == now.at).sum())

    seen = now.draw.seen
    row = now.edits.cosines()[int(now.draw.unseen[now.at])][seen]
    publish(
        PAGE,
        name=now.name,
        count=len(now.draw.unseen),
        right=right(now.edits),
        whole=right(Edits(first=now.edits.first)),
        plain=int((computed.others(now.seed)["name"][now.at] == now.at).sum()),
        asked=now.draw.pictures.test.shape[1],
        cuts=len(now.edits.cut),
        senses=len(now.edits.senses),
        near=now.draw.pictures.names[int(seen[int(row.argmax())])],
        cosine=P(row.max()),
    )


GUIDE = Guide(
    definition=Step(
        marked(
            "Enrichment adds knowledge to a representation. Here a class without any picture is described "
            "by what WordNet says that it is a kind of, step by step upwards."
        ),
        ".kinds .ladder",
    ),
    prediction=Step(
        marked(
            "{count} classes have no picture: what share of their test pictures does the graph name "
            "rightly? Guess first."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Cut an edge of the graph, and put it back. Now {right} of {asked} pictures of {name} are "
            "right; with the graph as it ships {whole}, by the bare name {plain}."
        ),
        ".kinds .ladder",
        seen=".kinds .answers",
    ),
    formula=Step(
        marked(
            "A class is a vector of its ancestors, the nearer the heavier. The seen class most like {name} "
            "is {near}, with cosine {cosine}; its pictures stand in for those that are missing."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "By the graph {graph} of the pictures are right, by the bare name {bare}, by the same "
            "hypernyms written as words {words}. Structure helps as far as the words behind it do."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Cut one edge so that the graph is worth less than the bare name."),
            ".kinds .ladder",
            lambda f: f["cuts"] > 0 and f["right"] < f["plain"],
            marked("Solved: {right} of {asked} pictures of {name} are right, by the bare name {plain}."),
            (
                marked("An edge near the class carries more than one near the top."),
                marked("Cut the edge below “invertebrate”, or one still nearer."),
            ),
            {"graph_cut": "01970164-01969726"},
            seen=".kinds .answers",
        ),
        Exercise(
            marked("Lose the class by giving its name another sense."),
            ".kinds .sense",
            lambda f: f["senses"] > 0 and f["right"] < f["whole"],
            marked(
                "Solved: {right} of {asked} pictures of {name} are right, with the checked sense {whole}."
            ),
            (
                marked("A word can mean more than one thing; the graph must know which."),
                marked("Take the octopus as food."),
            ),
            {"graph_senses": "octopus-1"},
            seen=".kinds .answers",
        ),
    ),
)
