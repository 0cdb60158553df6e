"""A link that locks: every control of every page stands as the link says, shown and disabled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.shell.lessons import LESSONS
from tests.app.test_heads import known  # noqa: F401  (a fixture)

Visit = Callable[..., AppTest]
PAGES = [lesson.name for lesson in LESSONS]

CONTROLS = (
    "button",
    "button_group",
    "checkbox",
    "number_input",
    "radio",
    "select_slider",
    "selectbox",
    "slider",
    "text_area",
    "text_input",
    "toggle",
    "file_uploader",
    "audio_input",
)
STAYS = ("guessing", "reveal", "cover_again", "plotly_which", "-stop", "_stop", "_cancel")
"""Endings of what a lock leaves in use: guess and cover, which figure Plotly draws, an end to work."""
IN_FIGURES = {"home", "names", "store", "imagine", "kernels"}
"""Pages whose controls are all parts of their figures: the browser's test locks those."""


def controls(app: AppTest) -> list[Any]:
    found = [one for kind in CONTROLS for one in app.get(kind)]
    return [one for one in found if not str(one.key).endswith(STAYS) and not str(one.key).startswith("rail-")]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("page", PAGES)
def test_locked_no_control_can_be_changed(visit: Visit, page: str) -> None:
    free, locked = visit(page, cover="0"), visit(page, cover="0", lock="1")
    assert not locked.exception
    there = [one.key for one in controls(locked)]
    assert there == [one.key for one in controls(free)], "they are shown"
    assert there or page in IN_FIGURES
    assert [one.key for one in controls(locked) if not one.proto.disabled] == []
    assert any(not one.proto.disabled for one in controls(free)) or not there


def test_locked_it_stands_as_the_link_says(visit: Visit) -> None:
    app = visit("flow", lock="1", flow_how="another clip's", grid_b="8", flow_grid="true")
    assert app.button_group(key="flow_how").value == "swap"
    assert app.button_group(key="flow_how").proto.disabled


def test_locked_a_file_that_the_link_names_can_still_be_opened(visit: Visit) -> None:
    def popovers(app: AppTest) -> list[bool]:
        return [
            one.proto.popover.disabled for one in app.get("popover") if "Your clip" in one.proto.popover.label
        ]

    assert popovers(visit("fusion", lock="1")) == [True]
    assert popovers(visit("fusion", lock="1", clip="own-" + "f" * 64)) == [False]
