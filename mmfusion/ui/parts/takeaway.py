"""What can be taken away: link, figures, numbers, a notebook that makes them again with mmfusion alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from mmfusion.language import tr

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

COUNTED = "# code counts layers, heads and tokens from 0, the page from 1"
"""What a notebook says where its numbers are not those of the page."""


def opened(key: str = "takeaway") -> DeltaGenerator | None:
    """Write the popover of what can be taken away; return it once it is open, for only then is it filled.

    Args:
        key: of the popover, where a page has another one.

    """
    popover = st.popover(tr("Take away"), type="tertiary", key=key, on_change="rerun")
    return popover if popover.open else None


def link() -> str:
    """Return the address of the view as it is now."""
    url = (st.context.url or "http://localhost:8501/fusion").split("?")[0]
    said = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    query = urlencode(sorted(said))
    return f"{url}?{query}" if query else url


def notebook_of(title: str, *parts: list[str]) -> str:
    """Return a notebook of a heading and code cells, one a list of lines."""
    texts = [[f"{line}\n" for line in part[:-1]] + part[-1:] for part in parts]
    cells: list[dict[str, object]] = [{"cell_type": "markdown", "metadata": {}, "source": [f"# {title}"]}]
    cells += [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": text}
        for text in texts
    ]
    book = {
        "cells": cells,
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    return json.dumps(book, indent=1, ensure_ascii=False)
