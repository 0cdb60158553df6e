"""What can be taken away from the page of heads: link, figure, trace, the open head, a notebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.heads import computed
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import Made, files
from mmfusion.ui.parts.takeaway import COUNTED, notebook_of, opened

if TYPE_CHECKING:
    from mmfusion.ui.clips.subject import Watched
    from mmfusion.ui.heads.computed import Open


def trace_file(watched: Watched) -> bytes:
    """Return the whole trace as the bytes of a ``.npz``."""
    out = io.BytesIO()
    computed.traced(watched).save(out, "float16")
    return out.getvalue()


def table(watched: Watched, now: Open) -> str:
    """Return what the open head attends to as CSV: a row a query, a column a key."""
    trace, key = computed.traced(watched), (now.layer, now.stream)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["query", *(trace.labels[token].words for token in trace.keys[key])])
    for token, row in zip(trace.queries[key], trace.weights[key][now.head], strict=True):
        writer.writerow([trace.labels[token].words, *(f"{w:.6f}" for w in row)])
    return out.getvalue()


def notebook(watched: Watched, now: Open) -> str:
    """Return a notebook that traces the clip with mmfusion alone and switches the open head off."""
    lines = [
        *watched.subject.recipe(watched),
        "",
        "from mmfusion.explain import Head, attention_trace, each_without",
        "",
        "found = attention_trace(network.fusion, tokens, places)",
        COUNTED,
        f"weights = found.weights[{now.layer}, {now.stream!r}][{now.head}]  # (queries, keys)",
        "weights.shape, weights.sum(axis=1).min()",
    ]
    more = [
        f"off = Head({now.layer}, {now.stream!r}, {now.head})",
        f"each_without(network.fusion, tokens, [[], [off]]).logits[{watched.subject.asks!r}].softmax(dim=1)",
    ]
    clip = watched.subject.key.split("/")[0]
    last = [
        "from mmfusion.figures import attention",
        "",
        f"attention(found, {now.layer}, {now.stream!r}, {now.head})",
    ]
    return notebook_of(f"Clip {clip}, layer {now.layer + 1}, head {now.head + 1}", lines, more, last)


def take_away(watched: Watched, now: Open, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened()
    if popover is None:
        return
    name = f"mmfusion-heads-{watched.strategy}-{watched.subject.key.split('/')[0]}"
    with popover:
        figure_export(name, Figure(marked("heads"), ".attention, .switch"), key="heads-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(watched, now), f"{name}.ipynb", on_click="ignore")
            st.download_button(
                tr("This head, CSV"), table(watched, now), f"{name}.csv", "text/csv", on_click="ignore"
            )
            st.download_button(tr("Trace, .npz"), trace_file(watched), f"{name}.npz", on_click="ignore")
        files("heads", name, made)
