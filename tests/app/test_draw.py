from __future__ import annotations

import csv
import io
import json
import struct
import time
import wave
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.signal import resample_poly
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.digits import RATIOS, STRATEGIES, believe, drawn, load, stored
from mmfusion.ui.draw import computed, live, number, page, takeaway
from mmfusion.ui.draw import recording as recorder
from mmfusion.ui.draw.buffer import buffer, ends, turned
from mmfusion.ui.draw.computed import Pair
from mmfusion.ui.draw.missing import KEY
from mmfusion.ui.draw.recording import ELSEWHERE, LIMIT, PLAIN, spoken
from mmfusion.ui.shell.work import TURNS
from tests.app.plots import Buffer, fold_is_closed, offered, shown
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
SEVEN = "sKKoKoKZ0"
"""A 7 in two strokes: across, and down to the left."""
PREDICTORS = {name: load(name) for name in STRATEGIES}


def figure(mounted: list[Mounted]) -> Buffer:
    return Buffer(last(mounted, "believing"))


def rows(mounted: list[Mounted]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in figure(mounted).header["strategies"]}


def said(app: AppTest, name: str) -> str:
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def test_the_page_opens_with_a_pair_that_disagrees_as_computed(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("draw")
    assert not app.exception
    assert app.title[0].value == page.TITLE
    found = figure(mounted)
    own = believe(PREDICTORS, stored().pictures[computed.PICTURE], stored().waves[computed.VOICE])
    assert (found.header["a"], found.header["b"]) == (str(own.seen), str(own.heard))
    assert found.header["disagree"]
    assert f"They disagree: the picture alone says {own.seen}" in html(app)
    for name, row in rows(mounted).items():
        p = own.probabilities(name)
        np.testing.assert_allclose(row["seen"], p[:, own.seen], atol=1e-4)
        np.testing.assert_allclose(row["heard"], p[:, own.heard], atol=1e-4)
        assert row["turns"] == ("–" if row["sense"] else turned(own.turns(name)))
    np.testing.assert_array_equal(
        found.of("pixels", "u1").reshape(28, 28), np.round(255 * stored().pictures[computed.PICTURE])
    )


def test_a_drawing_in_the_link_is_read_and_the_network_gets_it_centred(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("draw", draw_picture=SEVEN)
    assert not app.exception
    picture = drawn(SEVEN[1:])
    assert picture is not None
    found = figure(mounted)
    assert found.header["strokes"] == SEVEN[1:]
    np.testing.assert_allclose(found.of("pixels", "u1").reshape(28, 28), 255 * picture, atol=1)
    assert "Your drawing" in found.header["picture"]
    assert found.header["a"] == "7"


def test_a_picture_that_lost_energy_is_what_every_network_gets(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("draw", draw_energy="20 %")
    before = rows(mounted)["late"]["seen"]
    own = believe(
        PREDICTORS,
        stored().lessons.energy.left(stored().pictures[computed.PICTURE][None], 0.2)[0],
        stored().waves[computed.VOICE],
        stored().pictures[computed.PICTURE],
    )
    np.testing.assert_allclose(before, own.probabilities("late")[:, own.seen], atol=1e-4)
    assert "20 % of its energy left" in figure(mounted).header["picture"]
    assert not app.exception


@pytest.mark.parametrize(("without", "modality"), [("no picture", "visual"), ("no voice", "audio")])
def test_what_is_missing_is_not_run_and_each_strategy_answers_from_the_other(
    without: str, modality: str, visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("draw", draw_without=without)
    assert not app.exception
    found = rows(mounted)
    assert modality not in found
    assert {"late", "early", "mid"} <= set(found)
    own = figure(mounted)
    assert (own.header["pixels"]["length"] == 0) == (modality == "visual")
    assert (own.header["wave"]["length"] == 0) == (modality == "audio")
    assert all(row["turns"] == "–" for row in found.values())
    if modality == "audio":
        assert all(len(set(row["seen"])) == 1 for row in found.values()), "noise changes nothing"


def test_who_draws_has_the_picture_back_and_who_chooses_a_voice_the_voice(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("draw", draw_without="no picture")
    assert "visual" not in rows(mounted)
    with pytest.MonkeyPatch.context() as patch:
        held = {"draw": {"told": json.dumps({"strokes": SEVEN[1:], "asked": 1})}, KEY: "visual", "view": {}}
        patch.setattr(page.st, "session_state", held)
        patch.setattr(page, "put", lambda **_choices: None)
        page._told()
        assert held[KEY] == ""
        held |= {"draw": {"told": json.dumps({"strokes": "", "asked": 2})}, KEY: "visual"}
        page._told()
        assert held[KEY] == "visual", "nothing is drawn: nothing comes back"
        held |= {"draw": {"told": json.dumps({"at": 3})}, KEY: "visual"}
        page._told()
        assert held[KEY] == "visual"
    app = visit("draw", draw_without="no voice")
    app.button(key="draw_voice_7").click().run()
    assert not app.exception
    assert app.segmented_control(key=KEY).value == ""
    assert {"visual", "audio"} <= set(rows(mounted))
    app.segmented_control(key=KEY).set_value("visual").run()
    app.button(key="draw_voice_7").click().run()
    assert "visual" not in rows(mounted), "a voice brings no picture back"
    app.button(key="draw_digit_7").click().run()
    assert {"visual", "audio"} <= set(rows(mounted))


def test_another_pair_disagrees_and_digits_and_voices_can_be_chosen(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("draw")
    app.button(key="draw_next").click().run()
    assert not app.exception
    picture, voice = (said(app, name) for name in ("draw_picture", "draw_voice"))
    assert stored().written[int(picture[1:])] != stored().spoken[int(voice)]
    app.button(key="draw_digit_7").click().run()
    app.button(key="draw_voice_7").click().run()
    assert not app.exception
    found = figure(mounted).header
    assert "written as 7" in found["picture"]
    assert "says 7" in found["voice"]


def test_the_level_is_asked_then_shown_as_the_card_has_it(visit: Visit) -> None:
    app = visit("draw")
    metrics = PREDICTORS["late"].card.metrics[number.TURNS_SPOILED]
    value = number.said(metrics["value"])
    assert f">{value}<" not in html(app)
    app.segmented_control(key="draw_guessing").set_value("-12").run()
    assert not app.exception
    assert f">{value}<" in html(app)
    low, high = min(map(float, number.GUESSES)), max(map(float, number.GUESSES))
    assert low < metrics["value"] < high, "the guesses bracket the truth"


def test_the_formula_has_the_logits_of_this_pair(visit: Visit) -> None:
    app = visit("draw", draw_at="6")
    pair = Pair(f"t{computed.PICTURE}", str(computed.VOICE))
    own = computed.late_logits(pair, 6.0)
    a, b, _ = ends(computed.believed(pair))
    written = " ".join(one.value for one in app.latex)
    for modality in ("visual", "audio"):
        for digit in (a, b):
            assert f"{own[modality][digit]:.1f}" in written
    z = sum(own.values()) / 2 / computed.late_temperature(pair)
    level = RATIOS.index(6.0)
    p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    np.testing.assert_allclose(p, computed.believed(pair).probabilities("late")[level], atol=1e-4)


def test_the_csv_holds_every_answer_and_the_notebook_asks_the_same() -> None:
    now = page.Now(Pair(SEVEN, "83", "0.2"), 0.0, "late")
    table = list(csv.DictReader(io.StringIO(takeaway.table(now))))
    assert len(table) == 8 * len(RATIOS)
    found = computed.believed(now.pair)
    late = [row for row in table if row["strategy"] == "late"]
    np.testing.assert_allclose(
        [[float(row[str(k)]) for k in range(10)] for row in late], found.probabilities("late"), atol=1e-6
    )
    book = json.loads(takeaway.notebook(now))
    space: dict[str, Any] = {}
    for cell in book["cells"][1:]:
        exec("".join(cell["source"]), space)  # what a reader runs
    assert space["found"].turns("late") == found.turns("late")


def test_the_fold_offers_the_pair_and_robustness(visit: Visit) -> None:
    assert fold_is_closed(visit("draw"))
    app = visit("draw", draw_plotly="true")
    titles = offered(app, "draw")
    assert len(titles) == 4
    made = shown(app, "draw", titles[3])
    lines = [trace["name"] for trace in made["data"] if trace.get("name")]
    assert set(lines) == {computed.name_of(strategy) for strategy in number.SHOWN}


def test_weights_that_the_card_does_not_describe_make_no_claim(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for own in computed.predictors().values():
        monkeypatch.setattr(own, "trained", False)
    app = visit("draw", draw_seen="1")
    assert not app.exception
    assert "is where late fusion switches" not in html(app)
    assert "Pairs that agree" not in html(app)


def test_what_is_sent_is_small(visit: Visit, mounted: list[Mounted]) -> None:
    visit("draw")
    data = last(mounted, "believing")
    (length,) = struct.unpack("<I", data[:4])
    assert len(data) - length < 64_000


def recording(tone: np.ndarray, rate: int = 16_000, channels: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat((tone * 32767).astype("<i2")[:, None], channels, axis=1).tobytes())
    return out.getvalue()


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (16_000, 2), (48_000, 1)])
def test_a_recording_is_cut_to_the_digit_and_answered_like_the_voice_itself(rate: int, channels: int) -> None:
    voice = stored().waves[83]
    said_at = resample_poly(voice, rate // 8000, 1)
    padded = np.concatenate([np.zeros(rate // 2), 0.5 * said_at, np.zeros(rate // 3)])
    found = spoken(recording(padded, rate, channels))
    assert abs(len(found) - len(voice)) <= 240  # three frames of 10 ms
    own, direct = (believe(PREDICTORS, None, one) for one in (found, voice))
    assert own.heard == direct.heard


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "cannot be read"),
        (b"RIFF", "cannot be read"),
        (recording(np.zeros(16_000)), "Nothing was heard"),
        (recording(np.ones(10)), "Nothing was heard"),
        (b"\0" * (LIMIT + 1), "too long"),
    ],
)
def test_a_recording_that_is_none_is_refused_in_one_sentence(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        spoken(data)


def test_a_link_to_a_recording_that_is_not_here_says_so(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("draw", draw_voice="r0123456789ab")
    assert not app.exception
    assert ELSEWHERE in html(app)
    assert "George says 8" in figure(mounted).header["voice"]


def test_on_plain_http_the_microphone_is_dead_and_one_sentence_says_why(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PLAIN not in html(visit("draw"))
    monkeypatch.setattr(recorder, "lent", lambda _address: False)
    app = visit("draw")
    assert not app.exception
    assert PLAIN in html(app)
    (microphone,) = app.get("audio_input")
    assert microphone.proto.disabled


def test_a_run_advances_and_its_network_answers_with_the_others() -> None:
    run = live.Run("late")
    live.work(run, "a test", steps=24)
    assert run.done
    assert not run.failed
    assert len(run.losses) == 24
    assert run.predictor is not None
    assert set(run.figures) == {"clean", "spoiled"}
    pair = Pair(SEVEN, "83")
    found = Buffer(buffer(pair, 0.0, "late", 0, run)).header
    row = found["strategies"][-1]
    assert row["name"] == computed.OWN
    own = believe({"own": run.predictor}, drawn(SEVEN[1:]), stored().waves[83])
    np.testing.assert_allclose(row["seen"], own.probabilities("own")[:, int(found["a"])], atol=1e-4)


def test_a_cancelled_run_ends_and_keeps_nothing() -> None:
    run = live.Run("mid")
    run.cancelled.set()
    live.work(run, "a test", steps=24)
    assert run.done
    assert run.predictor is None
    assert not run.losses
    assert not TURNS.at_work


def test_a_run_that_nobody_looks_at_ends() -> None:
    run = live.Run("late", seen=time.monotonic() - 2 * live.FORGOTTEN)
    live.work(run, "a test", steps=24)
    assert run.done
    assert run.predictor is None


def test_a_recording_of_this_session_is_the_voice(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("draw")
    app.session_state["draw-recorded"] = {"r0123456789ab": stored().waves[44]}
    app.query_params["draw_voice"] = "r0123456789ab"
    app.run()
    assert not app.exception
    found = figure(mounted).header
    assert f"Your recording, {len(stored().waves[44]) / 8000:.2f} s" in found["voice"]
    assert found["b"] == str(believe(PREDICTORS, None, stored().waves[44]).heard)


def test_what_is_missing_is_in_the_table_as_the_cards_have_it(visit: Visit) -> None:
    assert "Two experts, T on spoiled pairs too" not in html(visit("draw"))
    text = html(visit("draw", draw_missing="true"))
    late = PREDICTORS["late"].card
    for state in ("clean", "no voice", "no picture"):
        found = late.metrics[state]
        half = max(found["high"] - found["value"], found["value"] - found["low"])
        assert f"<td>{100 * found['value']:.1f}<small>± {100 * half:.1f}</small></td>" in text
    assert "Two experts, T on spoiled pairs too" in text


def test_a_change_of_language_keeps_what_is_chosen(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("draw", draw_without="no picture")
    app.session_state["rail-language"] = True
    app.run()
    app.radio(key="speaking").set_value("de").run()
    assert not app.exception
    assert app.query_params["lang"] in ("de", ["de"])
    assert app.segmented_control(key=KEY).value == "visual"
    assert "visual" not in rows(mounted)
