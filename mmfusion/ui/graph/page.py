"""The page of the graph: which classes have no picture, which is in view, and the graph around it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.graph.arms import WEIGHT
from mmfusion.tasks.graph.lexicon import wordnet
from mmfusion.tasks.graph.senses import checked
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.graph import computed, link
from mmfusion.ui.graph.kinds import Class, Header, Way, kinds
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.shell import components
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import View, locked, put

if TYPE_CHECKING:
    from mmfusion.tasks.graph import Draw, Edits

TITLE = marked("Does a graph know more than a name?")
LEAD = marked(
    "WordNet says what a class is a kind of. For a class without pictures that helps more than "
    "its bare name, but not more than the same words written after the name."
)
SENSES = {"checked": marked("senses checked by hand"), "first": marked("WordNet’s first senses")}
OPENS: tuple[int, str] = (2, "octopus")
"""The draw, from 0, and the class in view where a link names none."""
_FIGURE = "graph"


class Now(NamedTuple):
    """What is asked: the draw, the class in view among its unseen ones, its test picture, the edits."""

    seed: int
    draw: Draw
    at: int
    picture: int
    edits: Edits

    @property
    def name(self) -> str:
        """The class in view."""
        return str(self.draw.pictures.names[int(self.draw.unseen[self.at])])


def controls(view: View) -> bool:
    """Write which senses hold and which classes are drawn; return whether it is WordNet's first ones."""
    count = int(computed.table()["draws"])
    with st.container(key="controls", horizontal=True, vertical_alignment="center", gap="small"):
        senses = choose("graph_from", marked("which sense of its name a class has"), SENSES, hidden=True)
        st.button(
            tr("Fifteen other classes"),
            key="graph-other",
            on_click=_other,
            args=(seed(view), count),
            disabled=locked(),
        )
        st.html(
            f'<span class="mmf-note">{tr("draw {k} of {n}", k=seed(view) + 1, n=count)}</span>',
            width="content",
        )
    return senses == "first"


def _other(now: int, count: int) -> None:
    put(graph_draw=str((now + 1) % count + 1), graph_class="", graph_picture="")


def seed(view: View) -> int:
    """Return the number of the draw that the link names, from 0."""
    found = whole(view["graph_draw"], int(computed.table()["draws"]))
    return found - 1 if found else OPENS[0]


def asked(view: View, first: bool) -> Now:
    """Return what is asked now."""
    number = seed(view)
    own = computed.draw(number)
    names = [own.pictures.names[k] for k in own.unseen]
    opens = OPENS[1]
    name: str = view.one_of("graph_class", names, opens if opens in names else names[0])
    picture = whole(view["graph_picture"], own.pictures.test.shape[1])
    edits = link.read(first, view["graph_cut"], view["graph_add"], view["graph_senses"])
    return Now(number, own, names.index(name), picture - 1 if picture else 0, edits)


def header(now: Now, *, covered: bool) -> Header:
    """Return what the script draws, without features and pictures."""
    own, pictures = wordnet(), now.draw.pictures
    every = link.numbers()
    place = {number: i for i, number in enumerate(every)}
    sharpness, penalty, _ = computed.table()["divisions"][now.seed]["chosen"]["graph"]
    classes: list[Class] = [
        {"name": name, "senses": [place[one] for one in own.senses[name]], "checked": checked(name)}
        for name in pictures.names
    ]
    ways: list[Way] = [
        {"title": tr(title), "answers": computed.others(now.seed)[arm][now.at].tolist()}
        for arm, title in computed.WAYS.items()
    ]
    state = link.state(now.edits, now.picture)
    return {
        "key": f"{now.seed}/{now.name}/{'first' if now.edits.first else 'checked'}",
        "state": link.told_as(state),
        "classes": classes,
        "words": [own.synsets[number].words[0] for number in every],
        "glosses": [own.synsets[number].gloss for number in every],
        "parents": [[place[parent] for parent in own.synsets[number].parents] for number in every],
        "seen": now.draw.seen.tolist(),
        "unseen": now.draw.unseen.tolist(),
        "at": now.at,
        "picture": state["picture"],
        "first": now.edits.first,
        "cut": state["cut"],
        "added": state["added"],
        "senses": state["senses"],
        "most": link.MOST,
        "weight": WEIGHT,
        "sharpness": sharpness,
        "penalty": penalty,
        "asked": int(pictures.test.shape[1]),
        "ways": ways,
        "covered": covered,
        "credit": "Caltech-101, Li, Andreeto, Ranzato, Perona, CC BY 4.0",
    }


def figure(now: Now, *, covered: bool) -> None:
    """Mount the figure."""
    tests = np.ascontiguousarray(now.draw.pictures.test[now.draw.unseen], dtype=np.float32).tobytes()
    blobs: dict[str, bytes | list[bytes]] = {
        "prototypes": computed.features(),
        "tests": tests,
        "pictures": computed.thumbs(now.name),
    }
    kinds(components.pack(header(now, covered=covered), blobs), key=_FIGURE, on_told_change=_told)


def _told() -> None:
    """Take what the figure tells into the URL."""
    try:
        told: Any = json.loads(st.session_state[_FIGURE].get("told") or "{}")
    except (TypeError, ValueError):
        return
    if not isinstance(told, dict):
        return
    if "class" in told:
        put(graph_class=str(told["class"])[:40], graph_picture="")
        return
    found = link.linked(told, int(computed.table()["asked"]))
    if found is not None:
        put(**found)


def limits() -> None:
    """Write what the page does not say."""
    of = computed.table()
    note(
        tr(
            "{classes} classes of Caltech-101 that are a noun of WordNet; each of {draws} "
            "draws hides {unseen} of the {outside} that ImageNet, which trained the frozen "
            "network, does not have, by a list made by hand. η, λ and γ are chosen on the "
            "other {others}, for every way alike. {asked} test pictures a class; ± is "
            "Student’s 95 % interval over draws, which share classes, so that it is a little "
            "narrow. MiniLM, which reads names, has seen captions of photographs. Names and "
            "glosses are WordNet’s, in English.",
            classes=of["classes"],
            draws=of["draws"],
            unseen=of["unseen"],
            outside=of["not in ImageNet"],
            others=of["not in ImageNet"] - of["unseen"],
            asked=of["asked"],
        )
    )


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here."""
    not_shown(view, tr("it is about pictures of Caltech-101"), aside=True)
