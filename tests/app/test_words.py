from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.scenes import look, opened, regions, signed
from mmfusion.tasks.scenes.truth import answer
from mmfusion.ui.words import claim, computed, number, page, photo, pointing, sections, sounds, takeaway
from mmfusion.ui.words.computed import Asked, Open
from mmfusion.ui.words.scenes import OPENING
from mmfusion.ui.words.sentences import SAYS, understood
from tests.app.plots import Buffer, array, ends_in, fold_is_closed, offered, shown
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
APART = OPENING.replace("~20.40.70", "~20.78.4")
"""The opening scene, its ball far from the dog."""


def drawn(mounted: list[Mounted]) -> Buffer:
    return Buffer(last(mounted, "looking"))


def words(found: Buffer) -> str:
    return " ".join(one["word"] for one in found.header["words"])


def weights(found: Buffer) -> np.ndarray:
    size = (found.header["layers"], found.header["heads"], len(found.header["words"]), -1)
    return found.of("weights", "<f2").reshape(size)


def test_the_page_opens_with_a_dog_that_plays_and_both_networks_say_yes(
    visit: Visit, mounted: list[Mounted]
) -> None:
    for network, title in computed.NETWORKS.items():
        app = visit("words", words_of=title)
        assert not app.exception
        assert app.title[0].value == page.TITLE
        found = drawn(mounted)
        assert found.header["network"] == network
        assert [one["word"] for one in found.header["words"]] == SAYS.split()
        assert (found.header["truth"], found.header["answers"][0]["name"]) == ("yes", "yes")
        own = look(computed.predictor(network), opened(OPENING), SAYS.split())
        assert np.array_equal(weights(found), own.weights.astype(np.float16))
        assert found.header["answers"][0]["p"] == round(own.probabilities["yes"], 4)


def test_regions_are_those_of_the_task_and_fixed_words_have_none(
    visit: Visit, mounted: list[Mounted]
) -> None:
    visit("words")
    found = drawn(mounted).header
    true = regions(opened(OPENING), SAYS.split())
    for word, region in zip(found["words"], true, strict=True):
        assert word["region"] == (None if region is None else np.flatnonzero(region).tolist())
        assert bool(word["others"]) == (word["word"] in ("dog", "playing", "park"))
    assert found["drawings"][0]["name"] == "dog"
    assert set(found["drawings"][0]["cells"]) <= set(found["words"][3]["region"]), (
        "playing is the dog and the ball"
    )


def test_another_scene_has_other_weights_and_another_truth(visit: Visit, mounted: list[Mounted]) -> None:
    visit("words")
    before = drawn(mounted)
    app = visit("words", words_scene=APART)
    assert not app.exception
    after = drawn(mounted)
    assert after.header["truth"] == "no", "nobody touches the ball"
    assert after.header["words"][3]["region"] is None
    assert not np.array_equal(weights(before), weights(after))
    assert np.array_equal(
        weights(after),
        look(computed.predictor("cross"), opened(APART), SAYS.split()).weights.astype(np.float16),
    )


def test_another_sentence_is_answered(visit: Visit, mounted: list[Mounted]) -> None:
    said = {}
    for text in ("what colour is the dog", "what is the dog doing", "who is playing"):
        assert not visit("words", words_say=text, words_of="with word labels").exception
        found = drawn(mounted).header
        said[text] = found["answers"][0]["name"]
        assert found["truth"] == answer(opened(OPENING), understood(text).sentence)
    assert list(said.values()) == ["yellow", "playing", "dog"]


def test_what_can_be_asked_has_a_true_answer(visit: Visit, mounted: list[Mounted]) -> None:
    visit("words")
    asked = drawn(mounted).header["questions"]
    assert len({one["form"] for one in asked}) >= 8
    for one in asked:
        assert answer(opened(OPENING), understood(one["text"]).sentence) is not None, one


def test_a_typed_sentence_goes_through_the_table_of_synonyms(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("words")
    app.text_input(key="words_typed").set_value("Is the puppy below the tree?").run()
    assert not app.exception
    assert "puppy is read as dog" in html(app)
    assert words(drawn(mounted)) == "is the dog under the tree"
    assert app.query_params["words_say"] in ("is the dog under the tree", ["is the dog under the tree"])
    app.text_input(key="words_typed").set_value("a zebra is dancing").run()
    assert "“zebra”, “dancing”: not among the words" in html(app)
    assert words(drawn(mounted)) == "is the dog under the tree"
    app.text_input(key="words_typed").set_value("dog dog tree").run()
    assert "no training sentence was built like this one" in html(app)
    assert drawn(mounted).header["truth"] == ""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[dict[str, Any], dict[str, str]]]:
    """Tell the page something as its figure does; what the session then holds, and what went into the URL."""

    def tell(**message: object) -> tuple[dict[str, Any], dict[str, str]]:
        session: dict[str, Any] = {"words": {"told": json.dumps(message)}}
        written: dict[str, str] = {}
        monkeypatch.setattr(st, "session_state", session)
        monkeypatch.setattr(page, "put", lambda **choices: written.update(choices))
        page._told()
        return session, written

    return tell


def test_while_something_is_dragged_the_url_is_left_alone(told: Any) -> None:
    session, written = told(scene=APART, moving=True, asked=7)
    assert (session["words-moving"], session["words-asked"], written) == (APART, 7, {})
    session, written = told(scene=APART, moving=False, asked=8, look="1.0.2.looks")
    assert "words-moving" not in session
    assert written == {"words_scene": APART, "words_look": "1.0.2.looks", "words_number": ""}


def test_a_swapped_word_takes_its_neighbours_along(told: Any) -> None:
    for given, becomes in (
        ("a elephant is playing in the park", "an elephant is playing in the park"),
        ("is the dog on of the tree", "is the dog on the tree"),
        ("is the dog left the tree", "is the dog left of the tree"),
        ("two dog is in the park", "two dogs are in the park"),
        ("one dogs are in the park", "one dog is in the park"),
    ):
        assert told(sentence=given, asked=1)[1]["words_say"] == becomes


@pytest.mark.parametrize("message", ["", "[1]", "{", '{"scene": 5, "look": null}'])
def test_what_no_figure_tells_breaks_nothing(monkeypatch: pytest.MonkeyPatch, message: str) -> None:
    monkeypatch.setattr(st, "session_state", {"words": {"told": message}})
    monkeypatch.setattr(page, "put", lambda **choices: None)
    page._told()


def test_a_wrong_answer_is_found_and_its_map_shows_what_spoke_against_it(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("words", words_say="how many dogs are there", words_look="2.1.0.signed")
    app.button(key="words_wrong").click().run()
    assert not app.exception
    assert "Found after" in html(app)
    found = drawn(mounted).header
    said = found["answers"][0]["name"]
    assert found["truth"] not in ("", said)
    link = {name: _one(app.query_params[name]) for name in ("words_scene", "words_say")}
    visit("words", **link, words_look="2.1.0.signed", words_about=said)
    again = drawn(mounted)
    assert again.header["about"] == said
    words = link["words_say"].split()
    own = signed(computed.predictor("cross"), opened(link["words_scene"]), words, said)
    np.testing.assert_allclose(again.of("signed", "<f4").reshape(own.shape), own, rtol=1e-5, atol=1e-7)
    assert own.min() < 0 < own.max(), "a map with a sign shows what spoke against"


def _one(value: str | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


def test_attention_alone_carries_no_sign(visit: Visit, mounted: list[Mounted]) -> None:
    visit("words")
    found = drawn(mounted)
    assert "signed" not in found.header
    assert (weights(found) >= 0).all()
    np.testing.assert_allclose(weights(found).sum(axis=-1, dtype=float), 1, atol=5e-3)


def test_what_word_labels_change_is_covered_guessed_and_revealed(visit: Visit) -> None:
    app = visit("words")
    text = html(app)
    tables = pointing.tables()
    gain = (
        pointing.mean_over_groups(tables["cross-labels"]).value
        - pointing.mean_over_groups(tables["cross"]).value
    )
    assert f"+{number.said(gain)}" not in text
    assert "with word labels</b>" not in text
    assert "With word labels: covered" in text
    app.segmented_control(key="words_guessing").set_value(".4").run()
    assert not app.exception
    text = html(app)
    assert f"+{number.said(gain)}" in text
    assert "▽" in text
    assert "with word labels</b>" in text
    assert "word labels: covered" not in text


def test_the_number_is_the_mean_of_three_groups_less_their_areas(visit: Visit) -> None:
    for own in pointing.tables().values():
        by = []
        for group in own["groups"].values():
            layer, head = group["best"]
            by.append(group["inside"][layer][head]["value"] - group["area"]["value"])
        assert pointing.mean_over_groups(own).value == pytest.approx(np.mean(by))


def test_the_claim_of_the_course_is_answered_from_the_table() -> None:
    own = pointing.tables()["cross"]
    text = claim.finding(own)
    assert text.startswith(("No: ", "In part. "))
    lost = {group: own["one head"]["loses"][group]["low"] for group in pointing.GROUPS}
    assert text.startswith("In part") == any(low > claim.NOTABLE for low in lost.values())
    one = json.loads(json.dumps(own))
    for group in one["one head"]["loses"].values():
        group.update(value=0.0, low=-0.01, high=0.01)
    assert claim.finding(one).startswith("No: ")


def test_the_seed_that_ships_stands_beside_all_seeds(visit: Visit) -> None:
    text = html(visit("words", words_seen="1"))
    for network in computed.NETWORKS:
        card = computed.predictor(network).card
        for group in pointing.GROUPS:
            over = card.metrics[f"pointing, {group}, over seeds"]["value"]
            assert f">{number.said(over)} ({len(card.seeds)})</td>" in text
        assert f"{100 * card.metrics['best head off']['value']:.1f} points of accuracy are lost" in text


def test_nothing_is_claimed_where_the_table_is_of_other_weights(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pointing, "table", lambda network: None)
    app = visit("words", words_seen="1")
    assert not app.exception
    assert "mmfusion inspect scenes" in html(app)
    assert "Does one head look" not in html(app)


def test_missing_networks_are_one_sentence(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(network: str) -> None:
        raise FileNotFoundError("cross.safetensors is missing: mmfusion train scenes makes it")

    monkeypatch.setattr(computed, "predictor", missing)
    app = visit("words")
    assert not app.exception
    assert "mmfusion train scenes" in html(app)


@pytest.mark.parametrize(
    "query",
    [
        {"words_scene": "9.9~1"},
        {"words_scene": "0.2~0.999.-999.0.0.0"},
        {"words_scene": "0.2"},
        {"words_scene": "0.2~20.40.70~21.10.10"},
        {"words_scene": "0.2" + 6 * "~0.10.50.3.1.0"},
        {"words_say": "x" * 9000},
        {"words_say": "dog"},
        {"words_look": "99.99.99.nothing"},
        {"words_look": "a.b.c.signed", "words_about": "nobody"},
        {"words_number": "-4"},
        {"words_of": "x"},
        {"words_guess": "many", "words_seen": "1"},
    ],
)
def test_a_url_that_someone_wrote_by_hand_breaks_nothing(visit: Visit, query: dict[str, str]) -> None:
    assert not visit("words", **query).exception


def test_a_look_is_bounded() -> None:
    assert Open.read("3.2.1.clamped", 7, 3, 4, 1) == Open(3, 2, 1, "clamped")
    assert Open.read("", 7, 3, 4, 1) == Open(1, 0, 0, "looks")
    assert Open.read("7.3.4.", 7, 3, 4, 1) == Open(1, 0, 0, "looks")


def test_the_fold_shows_the_map_of_the_pinned_word(visit: Visit, mounted: list[Mounted]) -> None:
    assert fold_is_closed(visit("words"))
    app = visit("words", words_look="1.0.2.signed", words_plotly="true", words_about="no")
    found = drawn(mounted)
    figure = shown(app, "words", "What “dog” looks at")
    np.testing.assert_allclose(array(figure["data"][0]["z"]).ravel(), weights(found)[0, 2, 1], atol=5e-4)
    figure = shown(app, "words", "Evidence for and against, through “dog”")
    own = found.of("signed", "<f4").reshape(weights(found).shape)
    np.testing.assert_allclose(array(figure["data"][0]["z"]).ravel(), own[0, 2, 1], rtol=1e-5)
    assert "Pointing accuracy, test set" in offered(app, "words")


def test_the_notebook_ends_in_the_map_that_the_page_shows() -> None:
    shown_now = page.Now(Asked("cross", OPENING, tuple(SAYS.split())), Open(1, 0, 2, "looks"), "")
    figure = ends_in(takeaway.notebook(shown_now))
    own = computed.looked(shown_now.asked).weights[0, 2, 1]
    np.testing.assert_allclose(np.asarray(figure.data[0].z).ravel(), own, rtol=1e-6)
    rows = list(csv.reader(io.StringIO(takeaway.table(shown_now))))
    assert [row[0] for row in rows[1:]] == SAYS.split()
    np.testing.assert_allclose([float(v) for v in rows[2][1:]], own, atol=1e-6)


def test_what_stands_below_is_not_computed_before_someone_comes_near(
    visit: Visit, mounted: list[Mounted], monkeypatch: pytest.MonkeyPatch
) -> None:
    called = []
    for one in (photo, sounds):
        monkeypatch.setattr(one, "section", lambda name=one.__name__: called.append(name))
    app = visit("words")
    assert all(title in html(app) for title in (photo.TITLE, sounds.TITLE))
    assert not called
    assert last(mounted, "near")["tall"] > 500, "the place is kept free"
    monkeypatch.setattr(sections, "has_come", lambda key: key == "words-near-sounds")
    visit("words")
    assert called == [sounds.__name__]
