from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator

import numpy as np
import pytest
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mmfusion.tasks.sounding import NAMES
from mmfusion.tasks.sounding.batches import numbered_scene
from mmfusion.tasks.sounding.pad import BLURS, DECIBELS
from mmfusion.tasks.sounding.predictor import Instrument
from mmfusion.tasks.sounding.raster import picture_input, sound_input
from mmfusion.ui.clips import drawn
from mmfusion.ui.home import pad, page
from mmfusion.ui.parts import icons
from mmfusion.ui.shell.lessons import LESSONS
from tests import drawn_networks

FULL = 32767


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Instrument:
    root = tmp_path_factory.mktemp("pad")
    drawn_networks.write(root)
    return Instrument(root)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch, lab: Instrument) -> Iterator[None]:
    st.cache_resource.clear()
    monkeypatch.setattr(drawn, "instrument", lambda: lab)
    yield
    st.cache_resource.clear()


class Sent:
    """A buffer as the browser unpacks it."""

    def __init__(self, data: bytes) -> None:
        (length,) = struct.unpack("<I", data[:4])
        self.header = json.loads(data[4 : 4 + length])
        self.body = data[4 + length :]

    def blob(self, at: dict[str, int]) -> bytes:
        return self.body[at["offset"] : at["offset"] + at["length"]]

    def table(self, name: str, *shape: int) -> NDArray[np.float32]:
        return np.frombuffer(self.blob(self.header[name]), "<f4").reshape(*shape, len(NAMES))

    def pictures(self, level: int) -> NDArray[np.uint8]:
        frames = self.header["frames"][8 * level : 8 * level + 8]
        return np.stack([np.asarray(Image.open(io.BytesIO(self.blob(at)))) for at in frames])

    def sound(self, level: int) -> NDArray[np.float32]:
        wave, noise = (np.frombuffer(self.blob(self.header[name]), "<i2") for name in ("sound", "noise"))
        gain = self.header["gains"][level] * self.header["step"]
        return (wave / FULL + noise * gain).astype(np.float32)


def test_twenty_cells_are_what_the_networks_make_of_the_pixels_and_samples_sent(lab: Instrument) -> None:
    sent = Sent(pad.buffer(pad.numbers()[4], True))
    columns, rows = len(DECIBELS), len(BLURS)
    fused, audio = sent.table("fused", rows, columns), sent.table("audio", columns)
    visual = sent.table("visual", rows)
    rng = np.random.default_rng(0)
    for cell in rng.choice(columns * rows, 20, replace=False):
        y, x = divmod(int(cell), columns)
        inputs = {"visual": picture_input(sent.pictures(y)[None]), "audio": sound_input(sent.sound(x)[None])}
        for name, own in (("mid", fused[y, x]), ("audio", audio[x]), ("visual", visual[y])):
            predictor = lab.predictors[name]
            given = {m: inputs[m] for m in predictor.modalities}
            p = predictor.probabilities(given, predictor.modalities)["kind"][0]
            assert own == pytest.approx(p, abs=1e-4)


def test_a_clip_plays_before_its_grid_is_there() -> None:
    number = pad.numbers()[1]
    assert not pad.ready(number)
    early = Sent(pad.buffer(number, False))
    assert early.header["ready"] is False
    assert "fused" not in early.header
    assert early.pictures(0).shape == (8, 192, 288, 3)
    pad.grid(number)
    assert pad.ready(number)


def test_the_list_has_one_clip_of_each_kind() -> None:
    kinds = [numbered_scene("one", number).objects[0] for number in pad.numbers()]
    assert sorted(kinds) == list(range(len(NAMES)))
    assert NAMES[kinds[0]] == pad.OPENING


@pytest.mark.parametrize(("said", "node"), [("clean,0", (0, 0)), ("-24,36", (12, 12)), ("-7,10", (8, 3))])
def test_a_link_names_the_nearest_node(said: str, node: tuple[int, int]) -> None:
    assert pad.node_in({"pad": said}, pad.numbers()[0]) == node  # type: ignore[arg-type]
    assert pad.node_in({"pad": pad.said_of(*node)}, pad.numbers()[0]) == node  # type: ignore[arg-type]


@pytest.mark.parametrize("said", ["", "loud,3", "3", "1,2,3"])
def test_a_node_that_cannot_be_read_is_the_opening_one(said: str) -> None:
    assert pad.node_in({"pad": said}, pad.numbers()[0]) == pad.NODE  # type: ignore[arg-type]


def test_the_grid_leaves_as_csv() -> None:
    found = pad.grid(pad.numbers()[0])
    lines = page.table(found).splitlines()
    assert lines[0] == ",".join(["signal_to_noise_db", "blur_px", "who_knows", "network", "says", *NAMES])
    assert len(lines) == 1 + 5 * len(DECIBELS) * len(BLURS)
    assert lines[1].startswith("clean,0,")
    assert lines[-1].startswith("-24,36,")


def test_the_notebook_computes_the_same_grid(monkeypatch: pytest.MonkeyPatch, lab: Instrument) -> None:
    number = pad.numbers()[0]
    cells = json.loads(page.notebook(number))["cells"]
    monkeypatch.setattr("mmfusion.tasks.sounding.predictor.load", lambda name, **where: lab.predictors[name])
    names: dict[str, object] = {}
    exec("".join(cells[1]["source"]), names)
    assert names["grid"].fused == pytest.approx(pad.grid(number).fused)  # type: ignore[attr-defined]
    exec("".join(cells[2]["source"]), names)


def test_the_formula_holds_the_values_of_the_node() -> None:
    found = pad.grid(pad.numbers()[0])
    assert f"p = {found.fused[3, 8, found.truth]:.2f}" in page.live(found, (8, 3), "")
    assert f"p = {found.alone['visual'][3, found.truth]:.2f}" in page.live(found, (8, 3), "audio")
    assert f"p = {found.alone['audio'][8, found.truth]:.2f}" in page.live(found, (8, 3), "visual")
    assert "tfrac12" in page.rule(found, "")
    assert "tfrac12" not in page.rule(found, "audio")


def test_every_lesson_on_the_map_has_a_drawing() -> None:
    for lesson in LESSONS[1:]:
        assert icons.icon(lesson.name).startswith("<i ")
