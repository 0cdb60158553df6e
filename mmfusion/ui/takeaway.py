"""What can be taken away: link, figures, numbers, a notebook that makes them again with mmfusion alone."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from mmfusion.ui.components import component
from mmfusion.ui.frame import note

if TYPE_CHECKING:
    from mmfusion.predictor import Comparison, Lab
    from mmfusion.ui.cache import Source
    from mmfusion.ui.state import View

SUBSETS = ("both", "visual", "audio")


def link() -> str:
    """Return the address of the view as it is now."""
    url = (st.context.url or "http://localhost:8501/fusion").split("?")[0]
    query = urlencode(sorted(st.query_params.to_dict().items()))
    return f"{url}?{query}" if query else url


def table(lab: Lab, comparison: Comparison) -> str:
    """Return every probability as CSV: strategy, level, senses, one column a class."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["strategy", "level", "senses", *lab.classes])
    for name, p in comparison.probabilities.items():
        for level, by_subset in enumerate(p):
            for subset, row in zip(SUBSETS, by_subset, strict=True):
                if not np.isnan(row).any():
                    writer.writerow([name, level, subset, *(f"{v:.6f}" for v in row)])
    return out.getvalue()


def notebook(source: Source, start: float, strategy: str) -> str:
    """Return a notebook that answers the same clip with the same network."""
    path = source.data.name if not isinstance(source.data, bytes) else source.name
    where = f"assets/samples/{path}" if source.shipped else path
    code = [
        "import mmfusion\n",
        "from mmfusion.media import load_clip\n",
        "\n",
        f"clip = load_clip({where!r}, start={start})\n",
        f'network = mmfusion.load("events", {strategy!r})\n',
        'network.predict(clip).answers["event"].probabilities',
    ]
    more = [
        "from mmfusion.predictor import Lab\n",
        "\n",
        'lab = Lab("events")\n',
        "lab.compare(lab.features(clip)).probabilities  # (levels, both | picture | sound, classes)",
    ]
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": [f"# {source.name}, through {strategy}"]},
        *(
            {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines}
            for lines in (code, more)
        ),
    ]
    book = {
        "cells": cells,
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    return json.dumps(book, indent=1, ensure_ascii=False)


def take_away(lab: Lab, comparison: Comparison, source: Source, view: View, focus: str) -> None:
    """Write the popover."""
    popover = st.popover("Take away", type="tertiary", key="takeaway", on_change="rerun")
    if not popover.open:
        return
    with popover:
        st.code(link(), language=None, wrap_lines=True)
        if not source.shipped:
            note("The file is not in the link: whoever opens it is asked for it.")
        component("export")(key="export", data={"name": f"mmfusion-{focus}"})
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(
                "Notebook", notebook(source, view.start, focus), "mmfusion.ipynb", on_click="ignore"
            )
            st.download_button(
                "Numbers, CSV", table(lab, comparison), "mmfusion.csv", "text/csv", on_click="ignore"
            )
