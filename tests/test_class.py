"""The driver of `benchmarks/class.py`: what it refuses, what it counts as an error, that its acts exist."""

from pathlib import Path

import pytest

from tests.small_app import in_a_thread, served

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = """
import streamlit as st

level = st.slider("level", 0, 9, 1, key="level")
st.text_input("name", key="name")


@st.fragment
def part():
    if st.button("break", key="break"):
        raise ZeroDivisionError("planted")
    st.button("count", key="count")
    st.session_state["parts"] = st.session_state.get("parts", 0) + 1
    count = st.session_state["parts"]
    st.selectbox("parts", [f"{count} parts at {level}"], key=f"said{count}")


part()
"""


@pytest.fixture
def driver(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import acts
    import viewers

    return acts, viewers


@pytest.fixture
def small_app(tmp_path):
    with served(tmp_path, SCRIPT) as address:
        yield address


@pytest.mark.parametrize("address", ["http://example.org", "http://10.0.0.1:8501", "https://127.0.0.1:8501"])
def test_only_a_server_on_this_machine_is_put_under_load(driver, address):
    with pytest.raises(ValueError, match="on this machine"):
        driver[1].stream_of(address)


def test_viewers_change_widgets_run_fragments_alone_and_count_exceptions(driver, small_app):
    viewers = driver[1]

    async def visit() -> None:
        viewer = viewers.Viewer(viewers.stream_of(small_app), "")
        assert await viewer.open() > 0
        assert viewer.found["said1"].options == ("1 parts at 1",)
        await viewer.act([(viewer.found["level"], 7)])
        assert viewer.found["said2"].options == ("2 parts at 7",)
        assert viewer.found["count"].fragment, "the button is a fragment's"
        await viewer.act([(viewer.found["count"], True)])
        assert viewer.found["said3"].options == ("3 parts at 7",)
        assert "level" in viewer.found, "a fragment's run leaves what is around it"
        with pytest.raises(viewers.ViewerError, match="ZeroDivisionError"):
            await viewer.act([(viewer.found["break"], True)])
        await viewer.close()

    in_a_thread(visit())


def test_every_act_has_a_widget_of_its_key(driver):
    texts = {
        page: "".join(
            path.read_text(encoding="utf-8")
            for room in (page, "clips", "parts")
            for path in (ROOT / "mmfusion" / "ui" / room).rglob("*.py")
        )
        for page in driver[0].PAGES
    }
    for page, acts in driver[0].ACTS.items():
        for key in acts:
            stem, _, name = key.partition("_")
            written = {f'"{key}"', f'f"{stem}_{{name}}"', f'"{stem}"', f'f"{{page}}_{name}"'}
            written |= {f'f"{{own}}{name}"'}
            assert any(form in texts[page] for form in written), f"{page} has no {key!r}"
