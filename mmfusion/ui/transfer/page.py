"""The page of transfer: how many labels a lost modality saves, way by way, beside its controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.transfer import said
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.parts.guide.facts import publish
from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.lessons import link
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import put
from mmfusion.ui.transfer import computed, guide
from mmfusion.ui.transfer.budget import Header, Line, Shown
from mmfusion.ui.transfer.budget import budget as mount_budget
from mmfusion.ui.transfer.computed import Panel

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

GUESSES = ("5", "8", "13", "20", "40")
TITLE = marked("Does a lost modality still help?")
LEAD = marked(
    "In training, pictures came with names and without labels; now the names are gone. Set the "
    "number of labels per class, and read how much the names still help."
)
ABOUT = {
    "emoji": marked(
        "OpenMoji pictures, classified into eight groups from features of a frozen network. "
        "MiniLM was trained on captions of photographs too, GloVe was not."
    ),
    "voice": marked(
        "Voices in white noise as loud as they are. A pair shares a digit and no moment: "
        "whoever made the pairs knew the digit, and the digit, not the picture, is what random "
        "pairs lack."
    ),
}
OPENING = 5
"""Labels per class that the page opens with, and that its number is about."""


def controls() -> Panel:
    """Write the rows of controls; return the panel that is chosen."""
    with st.container(key="controls", gap="small"):
        way = choose(
            "transfer_way", marked("how the lost modality is used"), computed.WAYS, hidden=True, wrap=True
        )
        task = choose(
            "transfer_task", marked("task, and what is lost"), computed.TASKS, hidden=True, wrap=True
        )
    return computed.panel(task, way)


def ready(panel: Panel) -> None:
    """Raise FileNotFoundError where figures of a panel, or of the headline, are missing."""
    computed.figures(computed.OPENING)
    computed.figures(panel)


def at(found: dict[str, Any], view: View) -> int:
    """Return the place of the budget that the link names, else of the opening one."""
    words = [said(budget) for budget in found["budgets"]]
    return words.index(view["transfer_at"]) if view["transfer_at"] in words else words.index(str(OPENING))


def headline(view: View) -> None:
    """Ask how many labels alone do what five do with names, or say it."""
    found = computed.figures(computed.OPENING)
    publish("transfer", opening=OPENING)
    if not view.uncovered("transfer_"):
        ask(
            tr(
                "After pretraining with names, the network gets {n} labels per class. How many "
                "does a network that never had names need to do as well?",
                n=OPENING,
            ),
            GUESSES,
            "transfer_",
            tr("your guess, labels per class"),
        )
        return
    one = found["saved"][found["budgets"].index(OPENING)]
    publish("transfer", worth=one["value"])
    guess = float(view["transfer_guess"]) if view["transfer_guess"] in GUESSES else None
    words = tr(
        "labels per class without names are as good as {n} after pretraining with names ({low:.0f} to "
        "{high:.0f}): names save {saved:.0f} labels in each class.",
        n=OPENING,
        low=one["low"],
        high=one["high"],
        saved=one["value"] - OPENING,
    )
    number(
        f"{one['value']:.0f}",
        words,
        track(one["value"], guess, 0, 50, lambda value: f"{value:.0f}"),
        own="transfer_",
        guesses=GUESSES,
        truth=one["value"],
    )


def line(found: dict[str, Any], arm: str, what: str, name: str = "") -> Line:
    """Return an arm's figures at every budget."""
    each = found["figures"][arm][what]
    return {
        "name": tr(name or found["arms"][arm]),
        "value": [one["value"] for one in each],
        "half": [one["half"] for one in each],
    }


def items(found: dict[str, Any], panel: Panel) -> list[Shown]:
    """Return the test pictures whose answers are stored; none where they are of another way."""
    scores = found.get("shown", {}).get("scores", {})
    if panel.alone not in scores or panel.lead[0] not in scores:
        return []
    alone, lead = scores[panel.alone], scores[panel.lead[0]]
    return [
        {
            "name": name,
            "truth": label,
            "alone": [at_budget[i] for at_budget in alone],
            "lead": [at_budget[i] for at_budget in lead],
        }
        for i, (name, label) in enumerate(computed.names())
    ]


def item(shown: list[Shown], place: int, view: View) -> int:
    """Return the number of the test picture that the link names, else of one that names help."""
    if not shown:
        return 0
    said = whole(view["transfer_item"], 9999)
    if said is not None:
        return said % len(shown)
    return next((i for i, one in enumerate(shown) if _helped(one, place)), 0)


def _helped(one: Shown, place: int) -> bool:
    """Whether a picture is answered rightly by the way in view alone."""
    right = [
        max(range(len(s)), key=s.__getitem__) == one["truth"]
        for s in (one["alone"][place], one["lead"][place])
    ]
    return right == [False, True]


def figure(panel: Panel, view: View) -> None:
    """Mount the figure: every budget's figures, and one picture's answers."""
    found = computed.figures(panel)
    shown = items(found, panel)
    words = [said(budget) for budget in found["budgets"]]
    header: Header = {
        "key": f"{panel.task} {panel.way} {view['transfer_seen']}",
        "modality": panel.stays,
        "budgets": words,
        "at": at(found, view),
        "classes": [computed.group(name) for name in found["classes"]],
        "chance": found["chance"],
        "alone": line(found, panel.alone, "accuracy"),
        "lead": line(found, panel.lead[0], "accuracy", panel.lead[1]),
        "gains": [line(found, arm, "gain") for arm in panel.arms],
        "most": found["cap"],
        "items": shown,
        "item": item(shown, words.index(str(OPENING)), view),
        "side": 40,
    }
    if view.uncovered("transfer_") and "saved" in found:
        header["saved"] = found["saved"]

    guide.tell(found, panel, at(found, view))

    def tell() -> None:
        got = st.session_state["budget"]
        place, number = got.get("at"), got.get("item")
        pairs = {"transfer_at": None if place is None else words[int(place)]}
        pairs["transfer_item"] = None if number is None else str(int(number))
        put(**{name: value for name, value in pairs.items() if value is not None})

    mount_budget(
        header,
        computed.pictures() if shown else [],
        key="budget",
        on_at_change=tell,
        on_item_change=tell,
    )


def limits(panel: Panel) -> None:
    """Write what the page does not say."""
    found = computed.figures(panel)
    sizes = found["sizes"]
    note(
        tr(
            "{seeds} draws of {train} pairs without labels, of which a few are labelled; "
            "{validation} labelled items, which choose one number, the {chosen}, for all ways "
            "alike; {test} test items; {division}.",
            seeds=found["seeds"],
            train=sizes["train"],
            validation=sizes["validation"],
            test=sizes["test"],
            chosen=tr("weight decay") if panel.networks else tr("penalty λ"),
            division=tr(found["division"]),
        )
        + " "
        + tr(ABOUT[panel.task])
        + " "
        + tr(
            "± is Student’s 95 % interval over draws, which share items, so that it is a "
            "little too narrow. If pairs are of half of the classes, a gain is over the "
            "modality alone on the half that is tested."
        )
    )


def further() -> None:
    """Write where the same question goes on."""
    link("names", tr("What is a name worth without any label?"))


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if it is none of this page's."""
    not_shown(view, tr("it is about pictures of emoji"), aside=True)
