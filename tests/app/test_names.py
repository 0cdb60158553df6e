"""The page of names: what is drawn is what the library computes; own names, γ and links, hostile ones too."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from mmfusion.nn.imagenet import names as imagenet
from mmfusion.tasks.names import named, recognised
from mmfusion.tasks.names.commands import TABLE
from mmfusion.tasks.names.shown import PICTURES
from mmfusion.ui.clips.own import Source
from mmfusion.ui.names import computed, number, page, takeaway
from mmfusion.ui.names.typed import LONGEST, MOST, listed
from tests.app.plots import Buffer, array, ends_in, fold_is_closed, offered, shown
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
FIGURES = json.loads(TABLE.read_text(encoding="utf-8"))
FIRST = PICTURES[0]


def drawn(mounted: list[Mounted]) -> dict[str, Any]:
    return Buffer(last(mounted, "ranked")).header


def of_picture(number: int) -> np.ndarray:
    with Image.open(PICTURES[number].path) as image:
        return recognised([np.array(image.convert("RGB"))])


@pytest.mark.parametrize("number", range(len(PICTURES)))
def test_names_are_ranked_as_the_library_ranks_them(
    visit: Visit, mounted: list[Mounted], number: int
) -> None:
    one = PICTURES[number]
    app = visit("names", **({"names_picture": one.title} if number else {}))
    assert not app.exception
    assert app.title[0].value == page.TITLE
    found = drawn(mounted)
    assert tuple(name["name"] for name in found["names"]) == one.names
    own = named(of_picture(number), one.names)
    for name, cosine, seen in zip(found["names"], own.cosines, own.seen, strict=True):
        assert name["cosine"] == pytest.approx(cosine, abs=0.02), "frames are decoded a little otherwise"
        assert name["seen"] == bool(seen)
        assert bool(name["why"]) == bool(seen)
    assert not own.seen[0], "each picture is of a class that the backbone has not seen"


def test_what_the_backbone_reads_are_its_ten_likeliest_names_and_their_shares(
    visit: Visit, mounted: list[Mounted]
) -> None:
    visit("names")
    found = drawn(mounted)
    source = computed.of_page(FIRST.title)
    assert source is not None
    p = computed.read(source, 0.0)
    ten = np.sort(p)[::-1][:10]
    assert found["held"] == pytest.approx(ten.sum(), abs=1e-4)
    for read, i in zip(found["read"], np.argsort(-p), strict=False):
        assert read["name"] == imagenet()[i]
        assert read["p"] == pytest.approx(p[i] / ten.sum(), abs=1e-4)
    assert found["trained"][0]["p"] >= found["trained"][1]["p"]
    assert "no class for rhino, elephant" in found["lacks"]


def test_typed_names_replace_those_of_the_picture_and_live_in_the_link(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("names", names_say="lorry, Rhino ,rhino,цирк", names_gamma="0.1")
    found = drawn(mounted)
    assert [name["name"] for name in found["names"]] == ["lorry", "Rhino", "цирк"]
    assert [name["why"] for name in found["names"]] == ["trailer truck and one more", "", ""]
    assert found["gamma"] == 0.1
    assert any("цирк" in sentence and "English letters only" in sentence for sentence in found["said"])
    assert app.query_params["names_say"] == "lorry, Rhino ,rhino,цирк"
    with pytest.MonkeyPatch.context() as patch:
        told = {"told": json.dumps({"names": ["cat", "<script>", "dog"], "gamma": "0.3", "picture": "/etc"})}
        patch.setattr(page.st, "session_state", {page._FIGURE: told})
        patch.setattr(page, "put", lambda **choices: seen.update(choices))
        seen: dict[str, str] = {}
        page._told()
    assert seen == {"names_say": "cat,script,dog", "names_gamma": "0.3"}


@pytest.mark.parametrize(
    "query",
    [
        {"names_gamma": "nan"},
        {"names_gamma": "1e400", "names_guess": "x", "names_seen": "1"},
        {"names_gamma": "-7", "names_picture": "../../etc"},
        {"names_say": ",,,;;\n"},
        {"names_say": "<img src=x>," * 4000},
        {"names_say": "\x00\\,{}_^$%"},
        {"clip": "own-0123456789abcdef"},
        {"clip": "nowhere", "t": "9" * 400},
    ],
)
def test_no_link_raises(visit: Visit, mounted: list[Mounted], query: dict[str, str]) -> None:
    app = visit("names", **query)
    assert not app.exception
    found = drawn(mounted)
    assert 0 <= found["gamma"] <= page.STEEPEST
    assert 1 <= len(found["names"]) <= MOST
    assert all(0 < len(name["name"]) <= LONGEST and "<" not in name["name"] for name in found["names"])


def test_a_clip_in_use_is_named_and_a_picture_of_the_page_comes_before_it_when_chosen(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("names", clip="rooster")
    assert drawn(mounted)["about"] == next(s.name for s in computed.own.samples() if s.key == "rooster")
    assert drawn(mounted)["names"][0]["name"] == "rooster"
    app = visit("names", clip="rooster", names_picture="okapi")
    assert drawn(mounted)["about"] == "a picture: okapi"
    assert drawn(mounted)["picture_of"] == "okapi"
    assert app.query_params["clip"] == "rooster"


def test_the_number_is_covered_and_nothing_else_gives_it_away(visit: Visit, mounted: list[Mounted]) -> None:
    of = FIGURES["labels"]["all"]
    app = visit("names", names_plotly="true")
    for figure in (f"{of['worth']['value']:.2f}", number.short(of["names"]["value"])):
        assert figure not in html(app)
    assert app.segmented_control(key="names_guessing").options == list(number.GUESSES)
    low, high = float(number.GUESSES[0]), float(number.GUESSES[-1])
    assert low < of["worth"]["value"] < high, "guesses bracket the truth"
    chart = shown(app, "names", "Names against labels")
    assert [trace["name"] for trace in chart["data"] if trace.get("name")] == ["labels"]
    app.segmented_control(key="names_guessing").set_value("2").run()
    assert f"{of['worth']['value']:.2f}" in html(app)
    assert "your guess" in html(app)
    for own in ("seen", "not seen", "unlike any class name"):
        assert number.short(FIGURES["names"][own]["top1"]["value"]) in html(app)


def test_the_fold_has_every_figure_with_the_figures_of_the_table(visit: Visit) -> None:
    assert fold_is_closed(visit("names"))
    app = visit("names", names_plotly="true", names_seen="1")
    assert offered(app, "names") == [
        "Your names, ranked",
        "Seen-unseen curve",
        "Names against labels",
    ]
    of = FIGURES["labels"]["all"]
    chart = {trace.get("name"): trace for trace in shown(app, "names", "Names against labels")["data"]}
    labels, both = ([row["value"] for row in of[arm]] for arm in ("labels", "both"))
    names = of["names"]["value"]
    np.testing.assert_allclose(array(chart["labels"]["y"]), 100 * np.array([0.01, *labels]))
    np.testing.assert_allclose(array(chart["labels + names"]["y"]), 100 * np.array([names, *both]))
    np.testing.assert_allclose(array(chart["names alone"]["y"]), 100 * names)
    whole = shown(app, "names", "Seen-unseen curve")["data"][0]
    np.testing.assert_allclose(array(whole["x"]), [row[1] for row in FIGURES["generalised"]["curve"]])


def test_the_notebook_and_the_table_say_what_the_page_says(visit: Visit, mounted: list[Mounted]) -> None:
    visit("names")
    source = computed.of_page(FIRST.title)
    assert source is not None
    answer = computed.answer(computed.read(source, 0.0), FIRST.names)
    now = page.Now(source, 0.0, computed.read(source, 0.0), answer, 0.22, 0.49)
    assert ends_in(takeaway.notebook(now)) == "rhino"
    assert ends_in(takeaway.notebook(now._replace(gamma=0.0))) == "elephant"
    assert ends_in(takeaway.notebook(now._replace(least=0.99))) == "nothing fits"
    rows = list(csv.DictReader(io.StringIO(takeaway.ranking(now))))
    assert rows[0]["name"] == "rhino"
    elephant = next(row for row in rows if row["name"] == "elephant")
    assert elephant["seen by the backbone"] == "yes"
    assert float(elephant["cosine"]) - 0.22 == pytest.approx(float(elephant["cosine - gamma"]), abs=1e-4)


def test_names_are_bounded_before_they_are_used() -> None:
    assert listed("a," * 1000) == ("a",)
    assert len(listed(",".join(f"name {i}" for i in range(50)))) == MOST
    assert max(map(len, listed("x" * 500 + ",b"))) == LONGEST
    assert listed(" Great  white\tshark ; rock'n'roll,<script>alert(1)</script>") == (
        "Great white shark",
        "rock'n'roll",
        "script alert 1 script",
    )


def test_a_file_without_a_picture_is_said_and_a_picture_of_the_page_stands_in(
    visit: Visit, mounted: list[Mounted], monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = Source("names-sound", "a sound", b"RIFF", True)
    monkeypatch.setattr(page, "in_use", lambda view: (sound, 0.0))
    app = visit("names")
    assert not app.exception
    assert "Until then, this page shows a picture of its own." in html(app)
    assert drawn(mounted)["about"] == "a picture: rhino"


def test_emoji_of_whole_unseen_groups_stand_with_their_interval_and_the_control(visit: Visit) -> None:
    of, said = FIGURES["groups"], html(visit("names"))
    for arm in ("apart", "shuffled", "beside"):
        assert f"{number.short(of[arm]['value'])} ({number.short(of[arm]['low'])} to " in said
    assert "a difference of +.01 (−.02 to +.04)" in said
