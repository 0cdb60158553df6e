"""One cell of the grid run anew: fresh draws, one after the other, with progress, until cancelled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.tasks.transfer import said
from mmfusion.ui.shell.frame import note
from mmfusion.ui.transfer import computed
from mmfusion.ui.transfer.computed import PANELS
from mmfusion.ui.transfer.page import at

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

DRAWS = 10
_RUN = "transfer_run"


def live(view: View) -> None:
    """Write the button, and run what it asks for: each draw's accuracies as soon as they are there.

    It stands last on the page and is no fragment: a click elsewhere, or on Cancel, ends the script that runs,
    which a fragment's would not.
    """
    found = computed.figures(PANELS["pretraining"])
    budget = found["budgets"][at(found, view)]
    run: dict[str, Any] = st.session_state.setdefault(_RUN, {"budget": None, "rows": [], "on": False})
    st.html('<h3 class="mmf-h2">Run one cell live</h3>')
    many = "all labels" if not budget else f"{said(budget)} label{'' if budget == 1 else 's'} a class"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="transfer-live"):
        st.button(f"Run {DRAWS} new draws at {many}", key="transfer_go", on_click=_begin, args=(budget,))
        place = st.empty()
    table = st.empty()
    if run["on"]:
        with place.container(horizontal=True, vertical_alignment="center", gap="small"):
            bar = st.progress(len(run["rows"]) / DRAWS, text=_progress(run))
            st.button("Cancel", key="transfer_stop", on_click=_stop)
        _table(table, run)
        while len(run["rows"]) < DRAWS:
            began = time.perf_counter()
            row = computed.cell(run["budget"], len(run["rows"]))
            run["seconds"] += time.perf_counter() - began
            run["rows"].append(row)
            bar.progress(len(run["rows"]) / DRAWS, text=_progress(run))
            _table(table, run)
        run["on"] = False
        place.empty()
    _table(table, run)
    if run["budget"] is not None and run["rows"]:
        _summary(run, found)
    note(
        "Each draw parts the pictures anew, learns the encoder from its pairs and the classifier from its "
        "labels, by ridge regression, and is none of the stored ones."
    )


def _begin(budget: int) -> None:
    st.session_state[_RUN] = {"budget": budget, "rows": [], "on": True, "seconds": 0.0}


def _stop() -> None:
    st.session_state[_RUN]["on"] = False


def _progress(run: dict[str, Any]) -> str:
    return f"{len(run['rows'])} of {DRAWS} draws, {run['seconds']:.1f} s"


def _table(place: Any, run: dict[str, Any]) -> None:
    """Write what has been reached so far, a row a draw."""
    if not run["rows"]:
        return
    body = "".join(
        f"<tr><th>draw {i + 1}</th>"
        + "".join(f"<td>{100 * value:.1f}</td>" for value in row)
        + f"<td><b>{_signed(row[1] - row[0])}</b></td></tr>"
        for i, row in enumerate(run["rows"])
    )
    place.html(
        '<div class="mmf-results mmf-live" data-draws="'
        f'{len(run["rows"])}"><table><thead><tr><th>test %, at {said(run["budget"])}</th><th>alone</th>'
        "<th>with names</th><th>shuffled</th><th>gain</th></tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _summary(run: dict[str, Any], found: dict[str, Any]) -> None:
    """Set the mean gain of what was run beside the stored one."""
    rows = np.array(run["rows"])
    gain = float((rows[:, 1] - rows[:, 0]).mean())
    stored = found["figures"]["names"]["gain"][found["budgets"].index(run["budget"])]
    how = "" if len(rows) == DRAWS else f", cancelled after {len(rows)} of {DRAWS}"
    note(
        f"Mean gain {_signed(gain)} points over {len(rows)} new draw{'' if len(rows) == 1 else 's'}{how}; "
        f"stored {_signed(stored['value'])} ± {100 * stored['half']:.1f} over {found['seeds']}. "
        f"{run['seconds']:.1f} s here."
    )


def _signed(share: float) -> str:
    return f"{'−' if share < 0 else '+'}{abs(100 * share):.1f}"
