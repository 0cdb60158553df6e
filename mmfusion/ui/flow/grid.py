"""How little must cross, how late may it? A trained network for every B and L_f."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.nn.spec import exchanging
from mmfusion.tasks.sounding import ANSWERS
from mmfusion.ui.clips import drawn as drawn_cache
from mmfusion.ui.parts.number import shown
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import locked
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.tasks.sounding.network import SoundingNetwork
    from mmfusion.ui.clips.drawn import Drawn

TOKENS = {marked("0 (late)"): 0, "1": 1, "4": 4, "16": 16, marked("all (mid)"): -1}
TITLE = marked("How few tokens are enough, and how late may they cross?")
LAYERS = ("0", "1", "2", "3")
"""Of the slider: L_f, how many of the `len(LAYERS)` layers come before those that exchange."""
CHANCE = 1 / 3


@st.cache_resource(show_spinner=False)
def read() -> dict[str, Any] | None:
    """Return the grid's figures; None where it is not there."""
    from mmfusion.tasks.sounding.learning.grid import grid_path

    path = grid_path()
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@computed(20)
def network(name: str) -> SoundingNetwork | None:
    """Return the network of a cell; None where its weights are missing or are not those that were tested."""
    from mmfusion.cards.card import digest
    from mmfusion.cards.checkpoint import load_weights
    from mmfusion.nn.device import find
    from mmfusion.nn.placing import place
    from mmfusion.nn.spec import FusionSpec
    from mmfusion.tasks.sounding.learning.grid import cell_path
    from mmfusion.tasks.sounding.network import SoundingNetwork

    grid, path = read(), cell_path(name)
    if grid is None or not path.is_file() or digest(path) != grid["cells"][name]["weights_sha256"]:
        return None
    own = SoundingNetwork(FusionSpec(**{**grid["cells"][name]["spec"], "modalities": ("visual", "audio")}))
    load_weights(own, path)
    return place(own, find())


@computed(512)
def answer(name: str, drawn: Drawn) -> NDArray[Any] | None:
    """Return the probabilities of *left*, *right*, *neither* that a cell's network gives a clip."""
    import torch

    from mmfusion.measure.metrics import softmax
    from mmfusion.nn.device import to_numpy
    from mmfusion.tasks.sounding.batches import make_batch
    from mmfusion.tasks.sounding.learning.grid import kept_frames

    own = network(name)
    if own is None:
        return None
    with torch.inference_mode():
        output = own(make_batch([drawn_cache.scene(drawn)]).inputs(), kept_frames())
    return softmax(to_numpy(output.logits["side"][0]))


def section(drawn: Drawn) -> None:
    """Write the section: two sliders, the grid with the chosen cell framed, what is known of that cell."""
    from mmfusion.tasks.sounding.learning.grid import cell_name

    grid = read()
    if grid is None:
        return
    st.html('<hr class="mmf-rule" style="margin-top:16px">')
    st.html('<p class="mmf-h2" style="margin-top:12px">' + tr(TITLE) + "</p>")
    note(tr("Each cell is a network of its own; all were trained alike, on “which one sounds?” only."))
    left, right = st.columns([31, 15], gap="medium")
    with right:
        tokens = st.select_slider(
            tr("bottleneck tokens B"),
            list(TOKENS),
            value="4",
            format_func=tr,
            help=tr("How many tokens carry the exchange: compare the accuracy of the framed cell."),
            key="grid_b",
            bind="query-params",
            disabled=locked(),
        )
        layer = st.select_slider(
            tr("fusion layer L_f"), LAYERS, value="1", key="grid_l", bind="query-params", disabled=locked()
        )
    through, at = TOKENS.get(tokens, 4), int(layer) if layer in LAYERS else 1
    first = at if through else len(LAYERS)
    name = cell_name(through, at)
    with left:
        st.html(_table(grid["cells"], through, at))
    with right:
        note(tr("L_f = {n}: {layers}.", n=first, layers=exchanging(first, len(LAYERS))))
        st.html(_facts(grid["cells"], name, drawn))
    late, one, four = (grid["cells"][cell] for cell in ("late", "B1-L1", "B4-L1"))
    note(
        tr(
            "Chance is {chance}, late fusion has {late}; where {early}, one token has {one} and "
            "four have {four}. Where {last}, nothing comes back through a bottleneck, whatever "
            "B; all tokens together do come back.",
            chance=f"{100 / 3:.1f} %",
            late=_percent(late),
            early=exchanging(1, len(LAYERS)),
            one=_percent(one),
            four=_percent(four),
            last=exchanging(3, len(LAYERS)),
        )
    )
    note(
        tr(
            "The training is lighter than that of the strategies (every other frame, this "
            "question only): compare cells with each other."
        )
    )


def _percent(cell: dict[str, Any]) -> str:
    return f"{100 * cell['accuracy']['value']:.1f}\u00a0%"


def _table(cells: dict[str, dict[str, Any]], through: int, at: int) -> str:
    from mmfusion.tasks.sounding.learning.grid import cell_name

    rows = []
    for label, own in TOKENS.items():
        tiles = []
        for layer in range(len(LAYERS)) if own else (0,):
            cell = cells.get(cell_name(own, layer))
            if cell is None:
                tiles.append("<td></td>")
                continue
            value = cell["accuracy"]["value"]
            share = max(0.0, (value - CHANCE) / (1 - CHANCE))
            on = own == through and (not own or layer == at)
            kind = f"{'dark ' if share > 0.55 else ''}{'on' if on else ''}"
            span = "" if own else ' colspan="4"'
            said = f"{100 * value:.1f}" + ("" if own else f": {tr('no layer exchanges')}")
            tiles.append(f'<td{span} class="{kind}" style="--v:{share:.2f}">{said}</td>')
        rows.append(f"<tr><th>{escape(tr(label))}</th>{''.join(tiles)}</tr>")
    last = len(LAYERS)
    spans = [f"{layer + 1}–{last}" if layer + 1 < last else f"{last}" for layer in range(last)]
    foot = "".join(f"<th>{span}</th>" for span in spans)
    return (
        '<div class="mmf-grid"><table><caption>'
        + tr("Accuracy, %, each cell trained by itself")
        + "</caption><tbody>"
        f"{''.join(rows)}</tbody><tfoot><tr><th></th>{foot}</tr>"
        '<tr><th></th><td colspan="4">'
        + tr("layers that exchange: L<sub>f</sub> = 0, 1, 2, 3")
        + "</td></tr></tfoot>"
        "</table></div>"
    )


def _facts(cells: dict[str, dict[str, Any]], name: str, drawn: Drawn) -> str:
    cell, late = cells[name], cells["late"]
    accuracy = cell["accuracy"]
    half = 50 * (accuracy["high"] - accuracy["low"])
    facts = [(tr("accuracy, test clips"), f"{100 * accuracy['value']:.1f} ± {half:.1f} %")]
    if len(cell["seeds"]) > 1:
        facts.append((tr("trained runs"), ", ".join(f"{100 * value:.1f}" for value in cell["seeds"])))
    facts.append((tr("attention that crosses"), f"{100 * cell['crossing']:.0f} %"))
    facts.append(
        (tr("multiply-adds against late fusion"), f"{100 * (cell['macs'] / late['macs'] - 1):+.1f} %")
    )
    extra = cell["parameters"] - late["parameters"]
    facts.append((tr("parameters against late fusion"), f"{extra:+,}".replace("-", "−")))
    p = answer(name, drawn)
    if p is not None:
        truth = drawn_cache.scene(drawn).labels()["side"]
        top = int(p.argmax())
        mark = "✓" if top == truth else "✗"
        facts.append((tr("this clip"), f"{tr(ANSWERS['side'][top])} {shown(float(p[top]))} {mark}"))
    rows = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in facts)
    return f'<dl class="mmf-cell">{rows}</dl>'
