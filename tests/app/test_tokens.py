from __future__ import annotations

import csv
import io
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.sounding import NAMES, predictor
from mmfusion.ui.tokens import page, takeaway
from tests import drawn_networks
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
REAL = predictor.load


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    drawn_networks.write(folder)
    return folder


@pytest.fixture(autouse=True)
def _networks(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.setattr(predictor, "load", lambda strategy, **where: REAL(strategy, root, **where))


def header(data: bytes) -> dict[str, Any]:
    (length,) = struct.unpack_from("<I", data)
    return dict(json.loads(data[4 : 4 + length]))


def blob(data: bytes, name: str) -> bytes:
    at = header(data)[name]
    begin = 4 + struct.unpack_from("<I", data)[0] + at["offset"]
    return data[begin : begin + at["length"]]


def test_the_page_opens_with_a_clip_and_a_question(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("tokens")
    assert not app.exception
    assert app.title[0].value == "What does the network receive?"
    told = header(last(mounted, "pieces"))
    assert told["covered"] is True
    assert told["key"] == "guitar and bell"
    assert "come to one token of the sound, per second?" in html(app)
    assert "80 to 26.7" not in html(app)
    assert header(last(mounted, "sounds"))["key"] == "guitar and bell"


def test_a_guess_is_kept_and_the_ratio_revealed(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("tokens")
    app.button_group(key="tokens_guessing").select("10:1").run()
    assert not app.exception
    assert header(last(mounted, "pieces"))["covered"] is False
    assert "80 to 26.7" in html(app)
    assert "▽" in html(app)
    assert "10:1" in app.query_params["tokens_guess"]


def test_a_link_reproduces_clip_and_answer(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("tokens", tokens_seen="1", tokens_guess="3:1", tokens_clip="frog and drum")
    assert not app.exception
    assert header(last(mounted, "pieces"))["key"] == "frog and drum"
    assert "frog and drum, 2.4 s" in "\n".join(str(e.proto.body) for e in app.sidebar.get("html"))


@pytest.mark.parametrize(
    "query",
    [{"tokens_guess": "many"}, {"tokens_clip": "nothing"}, {"tokens_at": "8--"}, {"tokens_seen": "x"}],
)
def test_a_url_that_someone_wrote_by_hand_breaks_nothing(visit: Visit, query: dict[str, str]) -> None:
    assert not visit("tokens", **query).exception


def test_the_figure_is_sent_the_networks_own_terms(visit: Visit, mounted: list[Mounted]) -> None:
    visit("tokens")
    data = last(mounted, "pieces")
    told, clip = header(data), page.shown("guitar and bell")
    for sense, count in (("visual", 192), ("audio", 64)):
        width = told["width"][sense]
        projected = np.frombuffer(blob(data, f"{sense}-projected"), "<f4").reshape(count, width)
        places = np.frombuffer(blob(data, f"{sense}-places"), "<f4").reshape(1 + count, width)
        np.testing.assert_array_equal(projected, clip.terms[sense].projected)
        np.testing.assert_array_equal(places, clip.terms[sense].places)
        assert 1 <= told["pins"][sense] <= count
    assert len(told["large"]) == len(told["small"]) == sum(page.FRAMES)
    assert len(data) + len(last(mounted, "sounds")) < 1_200_000


def test_missing_weights_are_one_sentence_and_no_vector_is_made_up(
    visit: Visit, mounted: list[Mounted], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(predictor, "load", lambda strategy, **where: REAL(strategy, tmp_path, **where))
    app = visit("tokens")
    assert not app.exception
    assert "mid.safetensors is missing" in html(app)
    told = header(last(mounted, "pieces"))
    assert told["width"] == {}
    assert "visual-projected" not in told
    assert not any(box.label.startswith("Do neighbours") for box in app.expander)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("tokens_convolution", "the vectors differ by at most"),
        ("tokens_positions", "patches that share an edge"),
        ("tokens_cnn", "vectors that change: 1 of 24"),
        ("tokens_raw", "38,400 samples"),
    ],
)
def test_what_is_folded_away_opens_from_the_link(visit: Visit, key: str, words: str) -> None:
    app = visit("tokens", **{key: "true"})
    assert not app.exception
    assert words in html(app)


def test_every_token_leaves_as_csv(visit: Visit) -> None:
    visit("tokens")
    rows = list(csv.DictReader(io.StringIO(takeaway.table("guitar and bell"))))
    assert len(rows) == 258
    assert [row["frame"] for row in rows].count("cls") == 2
    last = rows[-1]
    assert (last["row"], last["column"], last["end_s"]) == ("4", "16", "2.400")
    z = page.shown("guitar and bell").terms["audio"].tokens[-1]
    assert float(last["z1"]) == pytest.approx(z[0], abs=1e-6)


def test_the_notebook_makes_the_tokens_again(visit: Visit) -> None:
    visit("tokens")
    cells = json.loads(takeaway.notebook("guitar and bell"))["cells"]
    scope: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), scope)
    for sense, term in page.shown("guitar and bell").terms.items():
        np.testing.assert_allclose(scope["terms"][sense].tokens, term.tokens)


def test_in_each_clip_what_sounds_is_seen_and_lands_in_time() -> None:
    for name in page.SCENES:
        scene = page.shown(name).scene
        assert scene.side in (0, 1)
        assert scene.in_time
        assert " and ".join(NAMES[kind] for kind in scene.objects) == name
