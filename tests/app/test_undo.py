"""Undo takes back the last choice of a page, whatever held it; reset puts the page back to how it opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.folders import PAGES
from mmfusion.ui.shell import choices
from mmfusion.ui.shell.lessons import LESSONS

Visit = Callable[..., AppTest]
UNDO, RESET = "rail-undo", "rail-reset"


def able(app: AppTest, key: str) -> bool:
    return not app.button(key=key).disabled


def press(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


@pytest.mark.parametrize("page", [lesson.name for lesson in LESSONS])
def test_a_page_that_has_just_opened_has_nothing_to_take_back(visit: Visit, page: str) -> None:
    app = visit(page)
    assert not able(app, UNDO)
    assert not able(app, RESET)
    app.run()
    assert not able(app, UNDO), "nothing was chosen"
    assert not able(app, RESET)


def segment(app: AppTest) -> Any:
    return app.button_group(key="flow_how")


def test_a_segment_is_taken_back_and_can_be_chosen_again(visit: Visit) -> None:
    app = visit("flow")
    for _ in range(2):
        segment(app).select("swap").run()
        assert segment(app).value == "swap"
        assert able(app, UNDO)
        assert able(app, RESET)
        press(app, UNDO)
        assert segment(app).value == "mean"
        assert not able(app, UNDO)
        assert not able(app, RESET)


def test_pills_are_taken_back_one_choice_at_a_time(visit: Visit) -> None:
    app = visit("flow")
    app.button_group(key="flow_ways").set_value(["audio-visual"]).run()
    app.button_group(key="flow_ways").set_value(["audio-visual", "closed"]).run()
    press(app, UNDO)
    assert app.button_group(key="flow_ways").value == ["audio-visual"]
    press(app, UNDO)
    assert app.button_group(key="flow_ways").value == []


def test_a_slider_is_taken_back(visit: Visit) -> None:
    app = visit("cost")
    slider = app.select_slider(key="cost_layers")
    before = slider.value
    slider.set_value(slider.options[-1]).run()
    assert app.select_slider(key="cost_layers").value != before
    press(app, UNDO)
    assert app.select_slider(key="cost_layers").value == before


def test_a_selection_is_taken_back(visit: Visit) -> None:
    app = visit("fusion", clip="drawn-3", finding="true")
    select = app.selectbox(key="fails")
    before = select.value
    select.select_index(1 if select.index != 1 else 2).run()
    assert app.selectbox(key="fails").value != before
    press(app, UNDO)
    assert app.selectbox(key="fails").value == before


def test_a_text_is_taken_back_with_what_follows_from_it(visit: Visit) -> None:
    app = visit("words")
    app.text_input(key="words_typed").input("Is the puppy below the tree?").run()
    assert "words_say" in app.query_params
    press(app, UNDO)
    assert app.text_input(key="words_typed").value in ("", None)
    assert not able(app, UNDO)
    assert "words_say" not in app.query_params


def test_a_clip_is_taken_back(visit: Visit) -> None:
    app = visit("flow")
    app.button(key="flow_next").click().run()
    app.button(key="flow_next").click().run()
    assert app.query_params["clip"] == "drawn-107"
    press(app, UNDO)
    assert app.query_params["clip"] == "drawn-106"
    press(app, UNDO)
    assert "clip" not in app.query_params


def test_what_was_uncovered_is_covered_again(visit: Visit) -> None:
    app = visit("tokens")
    app.button_group(key="tokens_guessing").select("3:1").run()
    assert "tokens_reveal" not in [one.key for one in app.button]
    press(app, UNDO)
    assert "tokens_reveal" in [one.key for one in app.button]
    assert not {"tokens_seen", "tokens_guess"} & set(app.query_params)


def test_another_page_has_its_own(visit: Visit) -> None:
    app = visit("flow")
    app.button(key="flow_next").click().run()
    app.switch_page(str(PAGES / "tokens.py")).run()
    assert not able(app, UNDO), "what was chosen elsewhere is not taken back here"


def test_reset_puts_back_what_the_link_said_and_is_itself_taken_back(visit: Visit) -> None:
    app = visit("flow", flow_how="another clip's", clip="drawn-7")
    app.button_group(key="flow_how").select("mean").run()
    app.button(key="flow_next").click().run()
    app.button_group(key="flow_frozen").select("2").run()
    press(app, RESET)
    assert segment(app).value == "swap"
    assert app.button_group(key="flow_frozen").value == "never"
    assert app.query_params["clip"] == "drawn-7"
    assert not able(app, RESET)
    press(app, UNDO)
    assert segment(app).value == "mean"
    assert app.query_params["clip"] == "drawn-8"


def test_the_list_is_bounded(visit: Visit) -> None:
    app = visit("cost", cost_seen="1")
    slider = app.select_slider(key="cost_layers")
    for step in range(choices.MOST + 3):
        app.select_slider(key="cost_layers").set_value(slider.options[step % 2 + 1]).run()
    assert len(app.session_state["choices"]["cost"].past) == choices.MOST
