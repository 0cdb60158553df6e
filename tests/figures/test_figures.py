from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmfusion.figures.confusion import confusion
from mmfusion.figures.robustness import Curve, robustness, spread
from mmfusion.figures.template import DARK, LIGHT, Palette, tint
from mmfusion.modality import MODALITIES

SENSES = (*MODALITIES, "bottleneck")


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda p: p.name)
@pytest.mark.parametrize("sense", SENSES)
def test_marks_and_words_of_a_sense_can_be_told_from_the_page(palette: Palette, sense: str) -> None:
    assert contrast(palette.mark(sense), palette.page) >= 3
    assert contrast(palette.words(sense), palette.page) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda p: p.name)
def test_every_ink_can_be_read_on_the_page(palette: Palette) -> None:
    for ink in (palette.ink, palette.ink2, palette.ink3, palette.mixed):
        assert contrast(ink, palette.page) >= 4.5


def test_a_sense_has_the_same_mark_in_both_themes() -> None:
    assert all(LIGHT.mark(sense) == DARK.mark(sense) for sense in SENSES)


def test_tint_keeps_the_colour_and_sets_the_opacity() -> None:
    assert tint("#0072B2", 0.16) == "rgba(0,114,178,0.16)"


def test_confusion_shows_shares_of_each_truth() -> None:
    figure = confusion([[3, 1], [0, 0]], ["a", "b"], LIGHT)
    assert np.allclose(figure.data[0].z, [[0.75, 0.25], [0, 0]])


def test_confusion_refuses_counts_that_do_not_fit_the_classes() -> None:
    with pytest.raises(ValueError, match="for 3 classes"):
        confusion([[1, 0], [0, 1]], ["a", "b", "c"], LIGHT)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_labels_keep_apart_and_in_order(values: list[float]) -> None:
    placed = np.asarray(spread(values, 5.0))
    order = np.argsort(values, kind="stable")
    assert (np.diff(placed[np.argsort(placed)]) >= 4.5).all()
    strictly = np.diff(np.asarray(values)[order]) > 1e-6
    assert (np.diff(placed[order])[strictly] > 0).all()


def test_robustness_draws_each_curve_in_percent_and_names_chance() -> None:
    curve = Curve("mid", [0.9, 0.5], [0.8, 0.4], [0.95, 0.6], leads=True)
    figure = robustness([curve], ["clean", "0 dB"], "signal to noise", LIGHT, chance=1 / 13)
    lines = [trace for trace in figure.data if trace.name == "mid"]
    assert list(lines[0].y) == [90, 50]
    assert {"chance", "<b>mid</b>"} <= {note.text for note in figure.layout.annotations}


@pytest.mark.parametrize(("values", "side"), [((0.9, 0.5, 0.2), "left"), ((0.1, 0.5, 0.9), "right")])
def test_chance_is_named_where_no_curve_is(values: tuple[float, ...], side: str) -> None:
    figure = robustness(
        [Curve("labels", values, values, values)], ["0", "1", "2"], "labels", LIGHT, chance=0.1
    )
    (named,) = (note for note in figure.layout.annotations if note.text == "chance")
    assert (named.xanchor, named.x) == (side, 2 if side == "right" else 0)
