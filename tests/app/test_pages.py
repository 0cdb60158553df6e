from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from html import escape
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file
from streamlit.testing.v1 import AppTest

from mmfusion.cards.checkpoint import model_paths
from mmfusion.measure.aggregation import AGGREGATORS, aggregate
from mmfusion.media import ENDINGS, MediaError, load_clip
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.events.predictor import Lab
from mmfusion.ui.clips import own as cache
from mmfusion.ui.clips.own import Source
from mmfusion.ui.fusion import aggregators, rank
from mmfusion.ui.fusion.experts import RULES, stands
from mmfusion.ui.parts import course
from mmfusion.ui.parts.number import shown
from mmfusion.ui.parts.plotly_fold import TITLE
from tests import clips
from tests.app.spies import Mounted, last

Visit = Callable[..., AppTest]
ROOT = Path(__file__).resolve().parents[2]


def html(app: AppTest) -> str:
    return "\n".join(str(e.proto.body) for e in app.get("html"))


def test_the_page_of_strategies_opens_with_a_sample_that_is_answered(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit()
    assert not app.exception
    assert app.title[0].value == "How does each strategy classify your clip?"
    data = last(mounted, "strategies")
    assert data["shown"] == rank.front(cache.lab(), "accuracy")
    assert len(data["shown"]) == 4  # type: ignore[arg-type]
    by_name = {entry["name"]: entry for entry in data["strategies"]}  # type: ignore[attr-defined]
    assert by_name["mid"]["p"][0][0] is not None
    assert by_name["visual"]["p"][0][2] is None, "the picture's network has no answer without a picture"
    assert "share a class, not a moment" in html(app)


def test_the_answer_is_covered_until_it_is_revealed(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit()
    assert last(mounted, "strategies")["covered"] is True
    app.button(key="reveal").click().run()
    assert not app.exception
    assert last(mounted, "strategies")["covered"] is False
    assert "1" in app.query_params["seen"]
    assert "without the sound" in html(app)


def test_the_file_dialogue_offers_every_ending_that_is_read(visit: Visit) -> None:
    app = visit()
    app.session_state["yours"] = True
    app.run()
    assert not app.exception
    (dialogue,) = app.get("file_uploader")
    assert {f".{ending}" for ending in ENDINGS} <= {*dialogue.proto.type}


def test_the_guess_is_kept_in_the_url(visit: Visit) -> None:
    app = visit()
    app.button_group(key="guess").select(".25").run()
    assert ".25" in app.query_params["guess"]
    assert "▽" in html(app)


def test_a_link_reproduces_the_view(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit(sense="no sound", seen="1", focus="late", shown="late early", clip="dog", late="max")
    assert not app.exception
    data = last(mounted, "strategies")
    assert data["sense"] == "visual"
    assert data["focus"] == "late"
    assert data["shown"] == ["late", "early"]
    assert data["aggregator"] == "max"
    assert "Late: Late fusion" in html(app)


def test_either_is_an_aggregator_and_the_page_says_why(visit: Visit, mounted: list[Mounted]) -> None:
    why = "designed with care"
    assert why not in html(visit(late="max", clip="dog"))
    app = visit(late="either", clip="dog")
    assert why in html(app)
    assert "“seen or heard”" in html(app).lower()
    late = next(row for row in last(mounted, "strategies")["strategies"] if row["name"] == "late")
    assert last(mounted, "strategies")["aggregator"] == "either"
    assert late["by"]["either"] != late["by"]["product / prior"]


def test_ways_of_late_fusion_stand_below_the_network_that_is_trained_as_one(visit: Visit) -> None:
    said = html(visit(experts="true"))
    rows = re.findall(r"<tr><th>([^<]*)</th><td[^>]*>(.*?)</td></tr>", said)
    together, largest, either = (
        course.joined(course.AGGREGATORS[name], FusionSpec.named("late").to_dict())
        for name in (course.TOGETHER, "max", "either")
    )
    found = [(way, re.split(r"</td><td[^>]*>", cells)) for way, cells in rows]
    first, second = dict(found[:3]), dict(found[3:])
    accuracy = cache.lab().cards["late"].metrics["accuracy"]["value"]
    assert first[together][0].startswith(f"<b>{100 * accuracy:.1f} %"), "the best of the column"
    assert first[largest][0].startswith("70.0 %")
    assert [first[way][1] for way in (together, largest, either)] == ["–", "0.40", "<b>0.30</b>"]
    assert second[together][0].startswith("<b>71.0 %"), "on the fold that its weights never saw"
    assert second[either][0].startswith("62.0 %")
    assert second[largest][0].startswith("51.0 %")
    assert "1.00 (picture) and 1.00 (sound); b = 0.00 and c = −1.00" in said


def test_what_the_shipped_late_fusion_has_learned_is_said() -> None:
    weights = load_file(model_paths("events", "late")[0])["fusion.either.weights.0"]
    none, one, both = weights.tolist()
    assert f"b = {both:.2f}, c = {one:.2f}, n = {none:.2f},".replace("-", "−") in aggregators.about(Lab())


@pytest.mark.parametrize("by", AGGREGATORS)
def test_late_fusion_by_experts_is_explained_by_its_own_rule_and_values(
    visit: Visit, mounted: list[Mounted], by: str
) -> None:
    app = visit(late=by, focus="late", clip="dog", seen="1")
    assert not app.exception
    said, (rule, values) = html(app), [one.value.strip("$\n") for one in app.latex]
    assert RULES[by].words in said
    assert "trained as one network" not in said
    late = next(row for row in last(mounted, "strategies")["strategies"] if row["name"] == "late")
    both, seen, heard = np.array(late["by"][by][0])
    top = int(both.argmax())
    assert rule == RULES[by].formula
    assert values.startswith(("p(", "p_v")), "a probability, no logit"
    assert values.endswith(stands(float(both[top])).removeprefix("= "))
    for p in (seen, heard):
        assert f"{{{shown(float(p[top]))}}}" in values
    experts = cache.lab().cards["late"].experts
    np.testing.assert_allclose(both, aggregate(seen, heard, by, experts), atol=2e-3)


def test_late_fusion_trained_as_one_is_explained_by_its_logits(visit: Visit) -> None:
    app = visit(focus="late", clip="dog", seen="1")
    assert "trained as one network" in html(app)
    assert app.latex[1].value.strip("$\n").startswith(r"\ell")


def test_what_is_left_without_the_sound_is_asked_of_the_late_fusion_that_is_shown(
    visit: Visit, mounted: list[Mounted]
) -> None:
    asked = set()
    for by in ("trained together", "max"):
        app = visit(late=by, focus="late", clip="dog")
        late = next(row for row in last(mounted, "strategies")["strategies"] if row["name"] == "late")
        before = shown(max(late["by"][by][0][0]))
        assert f"the probability {escape(before)}" in html(app)
        asked.add(before)
    assert len(asked) == 2


@pytest.mark.parametrize(
    "query",
    [
        {"t": "soon"},
        {"t": "-3"},
        {"focus": "nonsense"},
        {"shown": "nothing here"},
        {"late": "vote"},
        {"sense": "taste"},
        {"level": "9"},
        {"guess": "many"},
        {"clip": "../../etc/passwd"},
        {"hide": "controls table"},
    ],
)
def test_a_url_that_someone_wrote_by_hand_breaks_nothing(visit: Visit, query: dict[str, str]) -> None:
    assert not visit(**query).exception


def test_a_link_to_a_file_that_is_not_here_asks_for_it(visit: Visit) -> None:
    app = visit(clip="own-0123456789abcdef", t="2.0")
    assert not app.exception
    assert "Open the same file" in html(app)


def test_a_window_beyond_the_end_is_said_and_not_raised(visit: Visit) -> None:
    app = visit(t="500")
    assert not app.exception


def test_figures_of_the_cards_are_shown_where_the_weights_are_theirs(
    visit: Visit, mounted: list[Mounted]
) -> None:
    visit()
    assert last(mounted, "strategies")["trained"] is True
    assert all(entry["accuracy"] for entry in last(mounted, "strategies")["strategies"])


def test_nothing_is_claimed_of_weights_that_no_card_describes(
    visit: Visit,
    mounted: list[Mounted],
    monkeypatch: pytest.MonkeyPatch,
    shuffled: Lab,
) -> None:
    monkeypatch.setattr(cache, "lab", lambda: shuffled)
    app = visit()
    assert not app.exception
    text = html(app)
    assert "not those that the cards describe" in text
    boxes = [box.label for box in app.expander]
    assert boxes == [TITLE], "no confusion matrix, no curve, no table of results"
    for data in (table.data for table in mounted if table.name == "strategies"):
        assert data["trained"] is False
        assert all(entry["accuracy"] is None for entry in data["strategies"])  # type: ignore[attr-defined]


def test_missing_weights_are_one_sentence(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cache, "lab", lambda: Lab(tmp_path))
    app = visit()
    assert not app.exception
    assert "mmfusion train events" in html(app)


def test_missing_samples_are_one_sentence(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "samples", lambda: ())
    app = visit()
    assert not app.exception
    assert "The samples are missing" in html(app)


def open_own(app: AppTest, source: Source) -> AppTest:
    app.session_state["own"] = {source.key: source}
    app.query_params["clip"] = source.key
    return app.run()


def test_a_clip_of_ones_own_is_answered(visit: Visit, mounted: list[Mounted], tmp_path: Path) -> None:
    path = tmp_path / "mine.mp4"
    clips.make_video(path, 5.0)
    app = open_own(visit(), Source.own("mine.mp4", path.read_bytes()))
    assert not app.exception
    assert "mine.mp4" in html(app)
    data = last(mounted, "strategies")
    best = data["strategies"][0]
    assert best["p"][0][data["subsets"].index("+".join(best["senses"]))] is not None


@pytest.mark.parametrize("content", [b"", b"this is no video", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64])
def test_a_file_that_cannot_be_read_is_one_sentence(visit: Visit, content: bytes) -> None:
    source = Source.own("broken.mp4", content)
    app = open_own(visit(), source)
    assert not app.exception
    with pytest.raises(MediaError) as reason:
        load_clip(content, name="broken.mp4")
    assert escape(str(reason.value)) in html(app)


def test_a_sound_alone_is_answered_by_what_can_hear(
    visit: Visit, mounted: list[Mounted], tmp_path: Path
) -> None:
    path = tmp_path / "sound.wav"
    clips.make_sound(path, 4.0)
    app = open_own(visit(), Source.own("sound.wav", path.read_bytes()))
    assert not app.exception
    by_name = {entry["name"]: entry for entry in last(mounted, "strategies")["strategies"]}
    assert by_name["mid"]["p"][0][0] is None
    assert by_name["mid"]["p"][0][2] is not None
    assert last(mounted, "strategies")["covered"] is False


@pytest.mark.parametrize("spoil", ["noise on the sound", "blur on the picture"])
def test_five_levels_of_spoiling_arrive_at_once(visit: Visit, mounted: list[Mounted], spoil: str) -> None:
    app = visit(spoil=spoil, level="3")
    assert not app.exception
    assert last(mounted, "strategies")["level"] == 3
    assert len(last(mounted, "strategies")["strategies"][0]["p"]) == 5


def test_the_sound_of_another_sample_changes_the_answer(visit: Visit, mounted: list[Mounted]) -> None:
    visit()
    own = last(mounted, "strategies")["strategies"]
    app = visit(swap="dog")
    assert not app.exception
    assert last(mounted, "strategies")["strategies"][1]["p"] != own[1]["p"]
    assert "different clips" in html(app)


@pytest.mark.parametrize("figure", ["confusion", "robustness", "results", "sources", "experts"])
def test_what_is_folded_away_opens_from_the_link(visit: Visit, figure: str) -> None:
    app = visit(**{figure: "true"})
    assert not app.exception


def test_no_page_can_be_taken_for_a_package() -> None:
    """While a page runs, Streamlit has pages/ on the path: what others look for must not be found there."""
    from pandas.compat._optional import VERSIONS

    names = {page.stem for page in (ROOT / "pages").glob("*.py")}
    assert len(names) >= 9
    assert not names & {optional.split(".")[0] for optional in VERSIONS}, "pandas would import it"
    assert not [name for name in names if importlib.util.find_spec(name)], "it hides an installed package"
