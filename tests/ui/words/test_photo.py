"""The section of photographs: the map over a picture is the library's, of the word and picture chosen."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from streamlit.testing.v1 import AppTest

from mmfusion.figures import LIGHT
from mmfusion.media import load_clip
from mmfusion.tasks.events.samples import load_samples
from mmfusion.tasks.photos.looking import attention, cells, encode, scores
from mmfusion.ui.words.photo import computed, takeaway
from mmfusion.ui.words.photo.asked import words_of
from mmfusion.ui.words.photo.drawn import FAINT, MOST
from mmfusion.ui.words.photo.takeaway import Looked
from tests.app.plots import ends_in


def shown() -> None:
    from mmfusion.ui.shell import frame
    from mmfusion.ui.words.photo import section

    frame.begin()
    frame.style("words")
    section()


def bodies(at: AppTest) -> str:
    assert not at.exception
    return " ".join(str(found.proto.body) for found in at.get("html"))


def drawn(at: AppTest) -> list[dict[tuple[float, float], float]]:
    """Return the opacity of each cell that is drawn, by its corner in percent, of each picture."""
    pictures = re.findall(r'<div class="mmf-photo">.*?</div>', bodies(at))
    tile = re.compile(r'<i style="left:([\d.]+)%;top:([\d.]+)%;[^"]*opacity:([\d.]+)"')
    return [{(float(x), float(y)): float(o) for x, y, o in tile.findall(one)} for one in pictures]


def expected(picture: NDArray[np.uint8], word: str, way: str) -> dict[tuple[float, float], float]:
    found = scores(cells(picture), encode([word]), way)
    weights = (attention(found) if way == "combined" else found)[0]
    height, width = picture.shape[:2]
    step = 100 * 32 * max(height, width) / 448
    return {
        (round(x * step / width, 2), round(y * step / height, 2)): MOST * float(v / weights.max())
        for (y, x), v in np.ndenumerate(weights)
        if v / weights.max() > FAINT
    }


def frames(name: str) -> NDArray[np.uint8]:
    path = next(sample.path for sample in load_samples() if sample.name == name)
    found = load_clip(path, isolate=False).frames
    assert found is not None
    return found


def as_file(picture: NDArray[np.uint8]) -> bytes:
    Image.fromarray(picture).save(out := io.BytesIO(), "png")
    return out.getvalue()


def close(found: dict[tuple[float, float], float], wanted: dict[tuple[float, float], float]) -> None:
    assert found.keys() ^ wanted.keys() <= {k for k, v in wanted.items() if v < 0.02}
    for corner in found.keys() & wanted.keys():
        assert found[corner] == pytest.approx(wanted[corner], abs=2e-3)


@pytest.mark.parametrize("way", ["compared", "combined"])
def test_a_typed_word_moves_the_map_of_an_uploaded_picture(way: str) -> None:
    picture = frames("elephant")[0]
    at = AppTest.from_function(shown, default_timeout=120)
    at.session_state["photo_way"] = way
    at.run()
    at.file_uploader(key="photo_file").upload("zoo.png", as_file(picture), "image/png").run()
    at.text_input(key="photo_typed").set_value("an elephant").run()
    close(drawn(at)[0], expected(picture, "elephant", way))
    at.text_input(key="photo_typed").set_value("water").run()
    close(drawn(at)[0], expected(picture, "water", way))
    with pytest.raises(AssertionError):
        close(drawn(at)[0], expected(picture, "elephant", way))


def test_every_frame_of_the_clip_in_use_has_the_map_of_the_pinned_word() -> None:
    at = AppTest.from_function(shown, default_timeout=120)
    at.query_params["clip"] = "rooster"
    at.session_state["photo_of"] = "clip"
    at.run()
    at.text_input(key="photo_typed").set_value("a rooster on grass").run()
    clip = frames("rooster")
    found = drawn(at)
    assert len(found) == len(clip) == 8
    close(found[5], expected(clip[5], "rooster", "compared"))
    at.button_group[1].set_value("grass").run()
    close(drawn(at)[5], expected(clip[5], "grass", "compared"))


def test_the_opening_says_whose_photograph_it_is_and_what_was_measured() -> None:
    text = bodies(AppTest.from_function(shown, default_timeout=120).run())
    assert "danielbuechele" in text
    assert "CC BY 2.0" in text
    assert re.findall(r"</i><b>([\d.]+)</b>", text) == ["0.39", "0.28", "0.17", "0.16"]
    assert "1,043 words in 329 pictures of COCO" in text
    assert "cannot know" not in text


def test_a_word_without_a_near_name_is_said_and_a_broken_picture_is_refused() -> None:
    at = AppTest.from_function(shown, default_timeout=120).run()
    at.text_input(key="photo_typed").set_value("a dalmatian sharing zwzw").run()
    assert re.search(r"No class name is near [\w, ]+: the network cannot know", bodies(at))
    at.file_uploader(key="photo_file").upload("broken.png", b"\x89PNG\r\n\x1a\n123", "image/png").run()
    assert not drawn(at)
    assert "cannot be read" in bodies(at) or "damaged" in bodies(at)


def test_words_that_name_nothing_are_left_out() -> None:
    assert words_of("A cat and a Cat in the well-lit room, 3!") == ["cat", "well-lit", "room"]


def at_the_opening() -> Looked:
    source = computed.opening()
    assert source is not None
    seen = computed.seen(source, 0.0, 1)
    return Looked(
        source,
        0.0,
        computed.pictures(source, 0.0, 1),
        computed.maps(seen, "palace", "compared"),
        "palace",
        "compared",
    )


def test_the_map_leaves_as_numbers_and_the_notebook_ends_in_it() -> None:
    now = at_the_opening()
    rows = list(csv.reader(io.StringIO(takeaway.table(now))))
    own = np.array([[float(value) for value in row[3:]] for row in rows[1:]])
    assert np.allclose(own, now.maps[0], atol=1e-6)
    assert own.sum() == pytest.approx(1, abs=1e-3)
    figure = ends_in(takeaway.notebook(now))
    assert np.allclose(figure.data[0].z, now.maps[0], atol=1e-6)
    (made,) = takeaway.figures(now)
    shown_too = made.make(LIGHT)
    assert np.array_equal(shown_too.data[0].z, now.maps[0])
    height, width = now.pictures[0].shape[:2]
    image = shown_too.layout.images[0]
    assert image.sizex / image.sizey == pytest.approx(width / height), "the picture keeps its shape"
    assert (image.sizex, image.sizey) == (14, pytest.approx(14 * height / width))


def test_the_picture_leaves_with_blue_where_the_map_is_high() -> None:
    now = at_the_opening()
    sheet = np.asarray(Image.open(io.BytesIO(takeaway.as_png(now, LIGHT.mark("visual")))).convert("RGB"))
    plain = np.asarray(Image.fromarray(now.pictures[0]).resize(sheet.shape[1::-1]))
    moved = np.abs(sheet.astype(int) - plain).sum(axis=-1)

    def cuts(size: int) -> list[int]:
        step = sheet.shape[1] / now.maps[0].shape[1]
        return [round(i * step) for i in range(1, 1 + round(size / step))]

    inside = slice(3, -3)  # where two cells meet, a line of pixels may go to either
    by_cell = np.array(
        [
            [part[inside, inside].mean() for part in np.split(row, cuts(row.shape[1]), axis=1)[:14]]
            for row in np.split(moved, cuts(sheet.shape[0]), axis=0)[: len(now.maps[0])]
        ]
    )
    high, low = now.maps[0] > 0.5 * now.maps[0].max(), now.maps[0] < FAINT * now.maps[0].max()
    assert by_cell[high].min() > 20
    assert by_cell[low].max() == 0
    root = ElementTree.fromstring(takeaway.as_svg(now, LIGHT.mark("visual")))
    cells_drawn = [one for one in root.iter() if one.get("fill-opacity")]
    assert len(cells_drawn) == (now.maps[0] / now.maps[0].max() > FAINT).sum()
    assert max(float(one.get("fill-opacity", 0)) for one in cells_drawn) == MOST


@pytest.mark.parametrize("way", ["compared", "combined"])
def test_the_formula_has_the_weight_of_the_highest_cell(way: str) -> None:
    at = AppTest.from_function(shown, default_timeout=120)
    at.session_state["photo_way"] = way
    at.run()
    source = computed.opening()
    assert source is not None
    highest = computed.maps(computed.seen(source, 0.0, 1), "palace", way)[0].max()
    (line,) = [one.value for one in at.latex if "palace" in one.value]
    assert f"{highest:.3f}" in line
