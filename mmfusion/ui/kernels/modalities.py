"""Below the triangle: true modalities as families of kernels, and what both together are worth."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.modalities.evaluate import BOTH, stored_at
from mmfusion.ui.shell.frame import note

SHOWN = {"emoji": marked("emoji, eight groups"), "events-kernels": marked("events, thirteen kinds")}
"""Tasks of two families, and what they are called."""
NAME = marked("name")
"""The family of kernels that is no modality of a clip."""
METHODS = (marked("average"), marked("product"), "alignf", "L1", "L2")


@st.cache_resource(show_spinner=False)
def figures(task: str) -> dict[str, Any] | None:
    """Return the stored figures of a task; None where there are none."""
    path = stored_at(task)
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def cell(found: dict[str, float], sign: bool = False) -> str:
    """Return an accuracy or a difference in points with its interval, as a table's cell."""
    value = 100 * found["value"]
    text = f"{value:{'+' if sign else ''}.1f}".replace("-", "−")
    return f"<td>{text} <small>± {100 * found['half']:.1f}</small></td>"


def rows(title: str, stored: dict[str, Any]) -> str:
    """Return a task's part of the table: each family alone, both, and what both add."""
    first, second = stored["gain"][BOTH]
    splits = tr("{n} splits", n=stored["splits"])
    lines = [f'<tr><th colspan="{1 + len(METHODS)}"><b>{title}</b>, {splits}</th></tr>']
    for label, said in (
        (first, tr("{modality} alone", modality=tr(first))),
        (second, tr("{modality} alone", modality=tr(second))),
        (BOTH, tr(BOTH)),
    ):
        cells = "".join(cell(stored["accuracy"][label][method]) for method in METHODS)
        lines.append(f"<tr><th>{said}</th>{cells}</tr>")
    for less in (first, second):
        cells = "".join(cell(stored["gain"][BOTH][less][method], True) for method in METHODS)
        lines.append(f"<tr><th>{tr(BOTH)} − {tr(less)}</th>{cells}</tr>")
    return "".join(lines)


def modalities() -> None:
    """Write the table of true modalities, where it was measured."""
    found = {tr(title): stored for task, title in SHOWN.items() if (stored := figures(task)) is not None}
    if not found:
        return
    st.html(f'<h3 class="mmf-h2">{tr("True modalities: when a second modality pays")}</h3>')
    head = "".join(f"<th>{tr(method)}</th>" for method in METHODS)
    body = "".join(rows(title, stored) for title, stored in found.items())
    st.html(
        f'<div class="mmf-results mmf-kernels"><table><thead><tr><th>'
        f"{tr('test %; differences in points, paired')}</th>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
    note(
        tr(
            "Three kernels of a name (letters, words, meaning), nine of a picture (the flowers' eight and "
            "EfficientNet-Lite0), four of a sound. Names and drawings of emoji: OpenMoji, CC BY-SA 4.0; of "
            "events a picture and a recording share a kind, not a moment. The average weighs every kernel "
            "alike: a family of nine has three times the weight of a family of three."
        )
    )
