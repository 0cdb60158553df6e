"""What a page declares is what its URL holds: nothing of another page's, and nothing twice."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.shell import state
from mmfusion.ui.shell.lessons import LESSONS


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_DEFAULTS", "_PAGES"):
        monkeypatch.setattr(state, name, dict(getattr(state, name)))
    forgotten = {event: set(names) for event, names in state._FORGOTTEN.items()}
    monkeypatch.setattr(state, "_FORGOTTEN", forgotten)


def test_a_name_belongs_to_one_page() -> None:
    state.declare("scratch", scratch_at="1")
    state.declare("scratch", scratch_at="2")  # a page that is read again may say it again
    with pytest.raises(ValueError, match="'scratch_at' in the URL belongs to scratch, not to other"):
        state.declare("other", scratch_at="")


def test_an_event_takes_back_what_forgets_with_it() -> None:
    state.declare("scratch", forget_with=["rain"], scratch_at="5", scratch_on="")
    state.declare("scratch", scratch_kept="x")
    assert state.forgotten("rain") == {"scratch_at": "5", "scratch_on": ""}
    assert state.forgotten("snow") == {}


def _script() -> None:
    import streamlit as st

    from mmfusion.ui.shell import state

    state.declare("here", here_at="0")
    state.declare("there", there_at="0")
    view = state.View("here")
    st.text(view["here_at"])
    if st.button("back"):
        state.put(here_at="0")
    st.button("go", on_click=state.put, kwargs={"here_at": "7"})


def test_a_page_reads_and_writes_its_own_choices_alone() -> None:
    app = AppTest.from_function(_script)
    app.query_params["here_at"] = "3"
    app.query_params["there_at"] = "4"
    app.run()
    assert app.text[0].value == "3"
    assert "4" in app.query_params["there_at"], "another page's is left as it is"
    app.button[1].click().run()
    assert app.text[0].value == "7"
    assert "7" in app.query_params["here_at"]
    app.button[0].click().run()
    assert "here_at" not in app.query_params, "a default is not in the URL"


def test_a_new_clip_forgets_what_was_chosen_in_the_last_one() -> None:
    import mmfusion.ui.clips.choose
    import mmfusion.ui.fusion
    import mmfusion.ui.heads
    import mmfusion.ui.names  # noqa: F401

    assert set(state.forgotten("clip")) == {"look", "off"}
    assert state.forgotten("source") == {
        "t": "0",
        "seen": "",
        "guess": "",
        "names_picture": "",
        "names_say": "",
    }
    assert state.forgotten("question") == {"seen": "", "guess": ""}


def test_the_first_lesson_is_where_the_app_opens() -> None:
    assert LESSONS[0].name == "home"
    assert len({lesson.name for lesson in LESSONS}) == len(LESSONS)
