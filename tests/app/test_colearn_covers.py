"""The covered number of each page of co-learning: a guess uncovers it, one click covers it again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.digits import load
from mmfusion.ui.draw import number as draw
from mmfusion.ui.joint import number as joint
from mmfusion.ui.names import number as names
from mmfusion.ui.transfer import page as transfer
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
GUESSES = {
    "draw": tuple(draw.GUESSES),
    "joint": joint.GUESSES,
    "names": names.GUESSES,
    "transfer": transfer.GUESSES,
}


def truth(page: str) -> float:
    """Return the number that a page covers, from what was measured."""
    if page == "draw":
        return float(load("late").card.metrics[draw.TURNS_SPOILED]["value"])
    if page == "joint":
        return 100 * joint.computed.figure(joint.ALONE)["value"]
    if page == "names":
        return float(names.computed.table()["labels"]["all"]["worth"]["value"])
    found = transfer.computed.figures(transfer.computed.OPENING)
    return float(found["saved"][found["budgets"].index(transfer.OPENING)]["value"])


def big(app: AppTest) -> str:
    """Return the headline number as it stands."""
    (found,) = re.findall(r'class="mmf-big[^"]*">([^<]*)', html(app))
    return str(found)


@pytest.mark.parametrize("page", GUESSES)
def test_a_guess_uncovers_the_number_and_one_click_covers_it_again(page: str, visit: Visit) -> None:
    app = visit(page)
    assert big(app) == "?"
    guesses = [float(guess) for guess in GUESSES[page]]
    assert 3 <= len(guesses) <= 5
    assert min(guesses) < truth(page) < max(guesses), "the guesses bracket the truth"
    app.segmented_control(key=f"{page}_guessing").set_value(GUESSES[page][1]).run()
    assert not app.exception
    assert abs(float(big(app).replace("−", "-")) - truth(page)) <= 0.51
    assert "1" in app.query_params[f"{page}_seen"]
    app.button(key=f"{page}_cover_again").click().run()
    assert not app.exception
    assert big(app) == "?"
