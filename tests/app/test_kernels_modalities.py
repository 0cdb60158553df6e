"""The table of true modalities below the triangle."""

from __future__ import annotations

import re
from typing import Any

import pytest
import streamlit as st

from mmfusion.tasks.modalities.evaluate import BOTH
from mmfusion.ui.kernels import modalities as kernels_modalities
from mmfusion.ui.kernels.modalities import METHODS, SHOWN, cell, figures, modalities, rows

STORED = [task for task in SHOWN if figures(task) is not None]


def test_a_difference_has_its_sign_and_an_accuracy_none() -> None:
    assert cell({"value": 0.9123, "half": 0.0251}) == "<td>91.2 <small>± 2.5</small></td>"
    assert cell({"value": -0.004, "half": 0.01}, True).startswith("<td>−0.4 ")
    assert cell({"value": 0.004, "half": 0.01}, True).startswith("<td>+0.4 ")


@pytest.mark.parametrize("task", STORED)
def test_the_table_says_what_is_stored(task: str) -> None:
    stored = figures(task)
    assert stored is not None
    found = rows(SHOWN[task], stored)
    first, second = stored["gain"][BOTH]
    lines = {
        re.sub("<.*?>", "", line.split("</th>")[0]): re.findall(r"<td>(.*?) <small>", line)
        for line in found.split("<tr>")[2:]
    }
    assert list(lines) == [
        f"{first} alone", f"{second} alone", BOTH, f"{BOTH} − {first}", f"{BOTH} − {second}"
    ]  # fmt: skip
    assert all(len(cells) == len(METHODS) for cells in lines.values())
    for at, method in enumerate(METHODS):
        alone, together, more = (
            float(lines[row][at].replace("−", "-")) for row in (f"{first} alone", BOTH, f"{BOTH} − {first}")
        )
        assert together - alone == pytest.approx(more, abs=0.15), "of means, as of pairs"
        assert together == pytest.approx(100 * stored["accuracy"][BOTH][method]["value"], abs=0.05)


def test_without_figures_there_is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []
    monkeypatch.setattr(st, "html", said.append)
    monkeypatch.setattr(kernels_modalities, "figures", lambda task: None)
    modalities()
    assert said == []
