from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.store.measured import stored
from mmfusion.ui.store import compared, computed, page, takeaway
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def header(mounted: list[Mounted]) -> dict[str, Any]:
    data = last(mounted, "retrieved")
    (length,) = struct.unpack("<I", data[:4])
    return dict(json.loads(data[4 : 4 + length]))


def test_the_number_is_asked_then_shown_and_nothing_prints_it_before(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("store")
    assert not app.exception
    assert app.title[0].value == page.TITLE
    value = page.short(stored()["figures"]["aimed"]["similarity"][0]["value"])
    assert header(mounted)["lines"] == [], "what is covered is not even sent"
    assert f">{value}<" not in html(app)
    assert "near-copy flips" not in html(app)
    app.segmented_control(key="store_guessing").set_value(page.GUESSES[1]).run()  # a guess reveals
    assert not app.exception
    assert f'<div class="mmf-big">{value}</div>' in html(app)
    assert "▽" in html(app)
    lines = header(mounted)["lines"]
    assert [one["name"] for one in lines] == list(page.ARMS)
    assert lines[0]["value"][0] == stored()["figures"]["aimed"]["similarity"][0]["value"]
    assert "near-copy flips" in html(app)


def test_the_guesses_bracket_the_truth() -> None:
    value = stored()["figures"]["aimed"]["similarity"][0]["value"]
    assert float(page.GUESSES[0]) < value < float(page.GUESSES[-1])


def test_a_link_poisons_votes_and_deletes(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("store", store_copies="3", store_vote="majority", store_gone="0.46", store_picture="4")
    assert not app.exception
    sent = header(mounted)
    assert (sent["copies"], sent["vote"], sent["gone"], sent["picture"]) == (3, "majority", [0, 46], 4)
    shares = computed.asked(4).answers(3, [0, 46], "majority")["store"]
    assert page.short(float(shares[4])) in app.latex[1].value


@pytest.mark.parametrize("junk", ["x", "-1", "99999", "3..7.x.3", "1e9"])
def test_a_link_with_anything_in_it_opens(visit: Visit, junk: str) -> None:
    app = visit(
        "store", store_copies=junk, store_vote=junk, store_gone=junk, store_picture=junk, store_step=junk
    )
    assert not app.exception


def test_three_answers_are_those_of_a_store_and_weights_built_anew() -> None:
    from mmfusion.colearning import Refit
    from mmfusion.tasks.store.setting import CLASSES, RIDGE

    own, asked = computed.setting(), computed.asked(7)
    question = own.probes[[14]]
    order, _ = own.store.nearest(question, computed.SHOWN)
    gone = [0, 2, computed.SHOWN + 1]  # two stored items, and one of three copies
    kept = np.delete(np.arange(len(own.y)), order[0][[0, 2]])
    x = np.concatenate([own.x[kept], own.copies[14][[0, 2]]])
    y = np.concatenate([own.y[kept], np.full(2, asked.wrong)])
    from mmfusion.colearning import Store

    store = Store(x, y, CLASSES, own.store.temperature).shares(question, "similarity")[0]
    refit = Refit(x, y, CLASSES, RIDGE)
    refit.temperature = own.refit.temperature
    found = asked.answers(3, gone, "similarity")
    assert found["store"] == pytest.approx(store)
    assert found["weights"] == pytest.approx(refit.shares(question)[0])
    assert found["both"] == pytest.approx((store + refit.shares(question)[0]) / 2)


def test_the_opening_question_shows_what_the_page_is_about() -> None:
    """One copy turns the store by similarity, not the majority; deleted, the answer is right again."""
    own = computed.asked(computed.OPENING)
    turned = own.answers(1, [], "similarity")
    assert turned["store"].argmax() == own.wrong
    assert turned["weights"].argmax() == own.picture
    assert own.answers(1, [], "majority")["store"].argmax() == own.picture
    assert own.answers(1, [computed.SHOWN], "similarity")["store"].argmax() == own.picture


def test_every_null_is_called_one() -> None:
    table = stored()
    for arms in table["differences"].values():
        for values in arms.values():
            for one in values:
                assert ("null" in compared.difference(one)) == (one["low"] <= 0 <= one["high"])


def test_what_is_taken_away_keeps_the_number_covered() -> None:
    assert "aimed" not in takeaway.numbers_csv(covered=True)
    assert "aimed,similarity,1," in takeaway.numbers_csv(covered=False)


def test_the_notebook_asks_the_question_in_view() -> None:
    now = page.Now(computed.asked(7), 2, "similarity", [], 5)
    book = json.loads(takeaway.notebook(now))
    scope: dict[str, Any] = {}
    for cell in book["cells"][1:]:
        exec("".join(cell["source"]), scope)
    expected = now.asked.answers(2, [], "similarity")["store"]
    assert scope["shares"] == pytest.approx(expected)
