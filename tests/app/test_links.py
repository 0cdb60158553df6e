"""No link, whatever is in it, shows an exception: hostile values at every parameter of every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.heads import page as heads
from mmfusion.ui.shell import state
from mmfusion.ui.shell.lessons import LESSONS
from tests.app.test_heads import _figures

Visit = Callable[..., AppTest]

HOSTILE = {
    "nothing": "",
    "not finite": "inf",
    "too large": "1e400",
    "five thousand digits": "9" * 5000,
    "dots": ".".join(["9" * 5000] * 5),
    "negative": "-1",
    "another script's digits": "٣.٣.visual.٣",
    "text": "<b>'\"&\x00;drop",
    "first of them": "first-" + "9" * 5000,
    "drawn": "drawn-" + "9" * 5000,
    "own": "own-" + "f" * 64,
    "pairs": "nan,nan nan token.99.99 audio.²",
}


@pytest.fixture(autouse=True)
def _figures_of_small_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "figures", _figures)


def own_names(page: str) -> list[str]:
    return [name for name, owner in state._PAGES.items() if owner in (page, state.SHARED)]


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("page", [lesson.name for lesson in LESSONS])
def test_a_hostile_link_opens_the_page(page: str, what: str, visit: Visit) -> None:
    __import__(f"mmfusion.ui.{page}")
    names = own_names(page)
    assert len(names) > len(own_names("of no page")) > 2
    app = visit(page, **dict.fromkeys(names, HOSTILE[what]))
    assert not app.exception, app.exception[0].message
    assert app.title, "the page is there"


@pytest.mark.parametrize("page", ["fusion", "heads"])
def test_a_start_that_is_no_time_opens_a_real_clip_too(page: str, visit: Visit) -> None:
    for start in ("inf", "1e400", "nan", "9" * 5000, "-5"):
        app = visit(page, clip="drone", t=start)
        assert not app.exception, (start, app.exception[0].message)
