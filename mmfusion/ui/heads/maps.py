"""Which map to believe? Six ways to say what spoke for the answer, on this clip and on test clips."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.ui.clips.own import kept
from mmfusion.ui.clips.subject import Watched, network
from mmfusion.ui.heads.placed import Placed, cells, placed, strip
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.work import says_at

if TYPE_CHECKING:
    from mmfusion.explain.compared import Compared

KEY, TITLE = "heads_maps", "Which map to believe?"
"""The section, in the URL and in words."""
METHODS = {
    "attention": ("Attention", "last layer, mean of heads, read by the CLS"),
    "rollout": ("Rollout", "attention multiplied through the layers"),
    "relevance": ("Relevance", "attention × its gradient, layer by layer"),
    "integrated gradients": ("Integrated gradients", "pixels, from a blurred clip"),
    "the same, black and silent": ("The same", "pixels, from black and silence"),
    "removal": ("Removal", "the answer without this token"),
}
NOT = (
    "Attention is not an explanation: it says what was read, not what for. A map is worth what it predicts "
    "when tokens are really taken away, and what it finds where the truth is known."
)
SCALES = {"one": "one scale", "own": "each its own"}


@kept(4, of=Watched, shared=128)
def explained(watched: Watched) -> Compared:
    """Return the maps of what a network answers to the question that is explained: shipped, else computed."""
    import torch

    from mmfusion.explain.compared import compared

    subject = watched.subject
    shipped = subject.maps(watched)
    if shipped is not None:
        return shipped
    own = network(watched)
    with torch.no_grad():
        tokens = subject.tokens(own)
    return compared(own.fusion, tokens, subject.explains, list(METHODS), partial(subject.pixel_maps, own))


def answer(watched: Watched, found: Compared) -> str:
    """Return in words the answer that maps explain."""
    return watched.subject.classes(watched.subject.explains)[found.answer]


def completeness(gap: float, steps: int) -> str:
    """Return in words how far attributions are from adding up, and the steps taken."""
    from mmfusion.explain.path_integral import TOLERANCE

    missed = "" if gap < TOLERANCE else f"; {100 * TOLERANCE:.0f} % was not reached"
    return f"gap {100 * gap:.2f} %, {steps} steps{missed}"


def gap_in_words(read: dict[str, Any] | None) -> str:
    """Return what a gap is and, where test clips were read, how large it was on them at most."""
    from mmfusion.explain.path_integral import FLOOR, MOST, TOLERANCE

    found = ""
    if read:
        clips = int(next(iter(read["methods"].values()))["hit on sounding"]["n"])
        found = f" On {clips} test clips it was at most {100 * max(read['largest gap'].values()):.2f} %."
    return (
        "Gap: integrated gradients must add up to what the clip changes in the score; it is what they miss, "
        f"as a share of that change (of {FLOOR:g} logits where it is less). Steps are added until the gap is "
        f"below {100 * TOLERANCE:.0f} %, at most {MOST}.{found}"
    )


@st.fragment
def section(watched: Watched) -> None:
    """Write the section, folded: maps are computed once it is opened, and the page above waits for none."""
    box = st.expander(TITLE, key=KEY, on_change="rerun", bind="query-params")
    if not box.open:
        return
    with box:
        note(NOT)
        alone = choose("maps_scale", "scale of the maps", SCALES, hidden=True) == "own"
        place = st.empty()
        says_at(place)
        place.html('<p class="mmf-note">Removing tokens …</p>')
        found = explained(watched)
        figures = watched.subject.inside(watched.strategy, "maps")
        read = None if isinstance(figures, str) else figures
        place.html(_table(watched, found, read, alone))
        if found.sums:
            note(gap_in_words(read))
        if watched.random:
            note("Random weights: these maps explain the answer of a network that has learned nothing.")
        if isinstance(figures, str):
            note(f"Grey: 20 random orders. {figures}".strip())
        else:
            _remarks(figures)


def _table(watched: Watched, found: Compared, read: dict[str, Any] | None, alone: bool) -> str:
    drawn = {name: placed(by, watched.subject.layout.cells) for name, by in found.maps.items()}
    most = max(one.most for one in drawn.values())
    scale = (
        "each map its own scale"
        if alone
        else f"one scale: the strongest place holds {100 * most:.1f} % of its map"
    )
    tested = (
        "<th>hit: sounding / silent</th><th>more on sounding</th><th>other mask</th><th>random weights</th>"
        if read
        else ""
    )
    head = (
        f"<tr><th></th><th>what spoke for <i>{answer(watched, found)}</i> here<small>{scale}</small></th>"
        f"<th>removed first</th><th>put back first</th>{tested}</tr>"
    )
    rows = "".join(
        _row(watched, found, read, i, name, drawn[name], drawn[name].most if alone else most)
        for i, name in enumerate(found.maps)
    )
    opening = '<div class="mmf-maps" tabindex="0" role="region" aria-label="maps, method by method">'
    return f"{opening}<table><thead>{head}</thead><tbody>{rows}</tbody></table></div>"


def _row(
    watched: Watched,
    found: Compared,
    read: dict[str, Any] | None,
    i: int,
    name: str,
    drawn: Placed,
    most: float,
) -> str:
    from base64 import b64encode

    from mmfusion.figures.small import curve_over_band
    from mmfusion.ui.shell.theme import palette

    colours = palette()
    title, words = METHODS[name]
    gap = f"<small>{completeness(*found.sums[name])}</small>" if name in found.sums else ""
    charts = ""
    for part, what in ((found.deletion, "removed"), (found.insertion, "put back")):
        svg = curve_over_band(part[i], part[len(found.maps) :], colours.ink, colours.line, (70, 40))
        data = b64encode(svg.encode()).decode()
        alt = f"score as tokens are {what}, the highest first"
        charts += f'<td><img class="chart" alt="{alt}" src="data:image/svg+xml;base64,{data}"></td>'
    strips = "" if drawn.picture is None else strip(watched, drawn.picture, title, most)
    strips += "" if drawn.sound is None else cells(drawn.sound / most)
    return (
        f"<tr><th><b>{title}</b><small>{words}</small>{gap}</th><td>{strips}</td>{charts}"
        f"{_figures(read['methods'][name], watched.random) if read else ''}</tr>"
    )


def _figures(found: dict[str, dict[str, float]], random: bool) -> str:
    after = ", random weights" if random else ""
    hits = " / ".join(_two(found[f"hit on {which}{after}"]["value"]) for which in ("sounding", "silent"))
    more = found[f"more on sounding{after}"]
    null = found["more on sounding, another clip's mask"]["value"]
    twin = found["more on sounding, random weights"]["value"]
    value = f"{_two(more['value'])}<small>{_two(more['low'])} to {_two(more['high'])}</small>"
    value = f"<b>{value}</b>" if more["low"] > 0.5 else value
    nulls = ("", "") if random else (_two(null), _two(twin))
    return f"<td>{hits}</td><td>{value}</td>" + "".join(f'<td class="null">{n}</td>' for n in nulls)


def _two(value: float) -> str:
    return f"{value:.2f}"


def _remarks(read: dict[str, Any]) -> None:
    first = next(iter(read["methods"].values()))
    area, n = read["area"], int(first["hit on sounding"]["n"])
    sound = read["methods"]["attention"]
    heard, twin = (
        sound[f"sound: share where it sounds{after}"]["value"] for after in ("", ", random weights")
    )
    note(
        f"Hit: the highest patch shows that object, on {n} test clips of two objects, rightly answered left "
        f"or right; each covers {area['sounding']:.0%} of the picture. More on the sounding one: by its mean "
        "score; chance .50, bold where the 95 % interval lies above it; beside it, against another clip's "
        "mask, and with random weights. Grey: 20 random orders."
    )
    note(
        f"Maps of the sound partly measure its energy: attention puts {heard:.0%} on the steps in which "
        f"something sounds, with random weights {twin:.0%}."
    )
