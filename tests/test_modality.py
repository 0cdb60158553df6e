"""Modalities: stated once, and everything that draws or names one takes it from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmfusion.figures.template import DARK, LIGHT
from mmfusion.modality import FILM, MODALITIES, listed, title
from mmfusion.nn import FusionSpec
from mmfusion.ui.parts.drawing import architecture
from mmfusion.ui.shell.theme import properties
from tests.house.graph import modules
from tests.house.literals import strings

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", MODALITIES)
def test_the_page_has_three_colours_of_every_modality_in_both_themes(name: str) -> None:
    own = MODALITIES[name]
    for suffix, light, dark in zip(("", "-words", "-ramp"), own.light, own.dark, strict=True):
        assert f"--mmf-{name}{suffix}:light-dark({light},{dark});" in properties()
    assert (LIGHT.mark(name), LIGHT.words(name), LIGHT.ramp(name)[1][1]) == own.light
    assert (DARK.mark(name), DARK.words(name), DARK.ramp(name)[1][1]) == own.dark


def test_no_two_streams_share_a_mark() -> None:
    marks = [shades.mark for shades in LIGHT.shades.values()]
    assert len(set(marks)) == len(marks) == len(MODALITIES) + 1  # and the bottleneck


def test_colours_of_modalities_stand_in_one_module_alone() -> None:
    own = {c for m in MODALITIES.values() for c in (*m.light, *m.dark)}
    for name, module in modules(ROOT).items():
        if name != "mmfusion.modality":
            assert not own & {text for text, _ in strings(module)}, module.file


def test_a_network_of_three_modalities_is_drawn_with_their_words_and_colours() -> None:
    three = architecture(FusionSpec.named("early", modalities=("visual", "audio", "text"), layers=1))
    assert "text tokens know: text" in three
    assert "picture tokens know: 3 modalities" in three
    assert three.count("fill:var(--mmf-text)") == MODALITIES["text"].drawn - 1  # its CLS is still empty
    assert three.count("fill:var(--mmf-audio)") == MODALITIES["audio"].drawn - 1
    assert "sound tokens know: both" in architecture(FusionSpec.named("early", layers=1))
    assert "stacked tokens know: both" in architecture(FusionSpec.named("early-raw", layers=1))


def test_the_bottleneck_of_three_streams_is_drawn_between_each_two_of_them() -> None:
    def necks(*modalities: str) -> int:
        spec = FusionSpec.named("bottleneck-mid", modalities=modalities, layers=3)
        return architecture(spec).count("stroke:var(--mmf-bottleneck);stroke-width:1.6")

    assert necks("visual", "audio", "text") == 2 * necks("visual", "audio")


def test_words() -> None:
    assert listed(FILM) == "picture and sound"
    assert title("bottleneck") == "bottleneck"
