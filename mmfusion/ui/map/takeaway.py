"""What can be taken away of the map: link, picture, every item as CSV, a notebook that reads its numbers."""

from __future__ import annotations

import csv
import io
import pprint
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.map import as_plotly, computed
from mmfusion.ui.map.course import BY_KEY
from mmfusion.ui.map.page import pinned
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import files, fold
from mmfusion.ui.parts.takeaway import notebook_of, opened

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View


def strip(view: View) -> None:
    """Write where the pinned item's number stands, its function, and what can be taken away."""
    item = BY_KEY[pinned(view)]
    st.html('<hr class="mmf-rule">')
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="formula"
    ):
        at = item.number.at if item.number is not None else computed.TO_COME
        st.html(f'<span class="mmf-note">{tr(item.title)}: <code>{at}</code></span>', width="content")
        st.html(f'<span class="mmf-fn">{item.function}</span>', width="content")
        _take_away()
    fold("map", as_plotly.figures())


def _take_away() -> None:
    popover = opened()
    if popover is None:
        return
    name = "mmfusion-map"
    with popover:
        figure_export(name, Figure(marked("figure"), ".atlas"), key="map-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(), f"{name}.ipynb", on_click="ignore")
            st.download_button(tr("Items, CSV"), numbers(), f"{name}.csv", "text/csv", on_click="ignore")
        files("map", name, as_plotly.figures())


def numbers() -> str:
    """Return every item as CSV: section, idea, number with its interval and address, page, function."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["section", "idea", "state", "value", "low", "high", "of", "address", "page", "function"])
    for one in computed.entries():
        item, found = one.item, one.figure
        values = [found.value, found.low, found.high] if found else [None] * 3
        at = item.number.at if item.number else ""
        writer.writerow(
            [item.section, item.title, one.state, *values, item.what, at, one.href, item.function]
        )
    return out.getvalue()


def notebook() -> str:
    """Return a notebook that reads every number of the map from the cards and files of figures."""
    addresses = {
        one.item.key: [one.item.number.at, one.item.number.less, one.item.number.over]
        for one in computed.entries()
        if one.item.number is not None and one.figure is not None
    }
    code = [
        "import json",
        "from pathlib import Path",
        "",
        "import mmfusion",
        "",
        "package = Path(mmfusion.__file__).parent",
        "assets = next(p for p in (package / 'assets', package.parent / 'assets') if p.is_dir())",
        "",
        "",
        "def read(address):",
        "    name, *keys = address.split(' :: ')",
        "    card = assets / 'models' / f'{name}.json'",
        "    found = json.loads((card if card.is_file() else assets / f'{name}.json').read_text('utf-8'))",
        "    if card.is_file() and keys[0] not in found:",
        "        found = found['metrics']",
        "    for key in keys:",
        "        found = found[int(key) if isinstance(found, list) else key]",
        "    return found['value'] if isinstance(found, dict) else found",
        "",
        "",
        "# an idea: where its number stands, what is subtracted from it, what it is divided by",
        *f"addresses = {pprint.pformat(addresses, width=110, sort_dicts=False)}".split("\n"),
        "{",
        "    idea: (read(at) - (read(less) if less else 0)) / (read(over) if over else 1)",
        "    for idea, (at, less, over) in addresses.items()",
        "}",
    ]
    return notebook_of("The numbers of the course's map", code)
