"""No style and no script gives a modality the colour of another; the two are what they always were."""

from __future__ import annotations

import re

import pytest

from mmfusion.modality import MODALITIES
from mmfusion.ui.shell.components import UI
from mmfusion.ui.shell.theme import formulas, properties

SHEETS = sorted(path for kind in ("css", "js") for path in UI.rglob(f"*.{kind}"))


def exchanged(text: str, one: str, other: str) -> list[str]:
    """Return where the rule or the entry of `one` takes a colour of `other`."""
    colour = rf"(?:--mmf-{other}\b|colour\([^)]*\"{other}\b)"
    rule = rf"[.]{one}(?![\w-])[^{{}};]*\{{[^}}]*?{colour}[^}}]*\}}"
    entry = rf"\b{one}\"?:\s*(?:{colour}|\"{other}\b)"
    return [found[0] for found in re.finditer(f"{rule}|{entry}", text)]


def test_blue_is_the_picture_and_orange_the_sound_in_either_theme() -> None:
    style = properties()
    assert "--mmf-visual:light-dark(#0072B2,#0072B2);" in style
    assert "--mmf-audio:light-dark(#D55E00,#D55E00);" in style
    assert "--mmf-visual-words:light-dark(#005F96,#62B5E8);" in style
    assert "--mmf-audio-words:light-dark(#B04D00,#F28C45);" in style
    assert "--mmf-visual-ramp:light-dark(#0072B2,#4FA9E0);" in style
    assert "--mmf-audio-ramp:light-dark(#D55E00,#EE7F31);" in style


def test_a_colour_of_a_formula_means_one_thing() -> None:
    named = re.findall(r"rgb\(\d+, \d+, \d+\)", formulas())
    assert len(named) == len(set(named)) >= 2 * len(MODALITIES)


def test_no_modality_takes_the_colour_of_another() -> None:
    assert len(SHEETS) > 50
    for path in SHEETS:
        text = path.read_text(encoding="utf-8")
        for one in MODALITIES:
            for other in MODALITIES:
                if one != other:
                    assert not exchanged(text, one, other), f"{path.name}: {one} in {other}'s colour"


@pytest.mark.parametrize(
    "planted",
    [
        ".visual { color: var(--mmf-audio-words); }",
        ".labels .visual { font-weight: 600; --ground: color-mix(in srgb, var(--mmf-audio) 17%, white); }",
        'const inks = { visual: colour(root, "audio-ramp") };',
        'const COLOURS = { visual: "audio" };',
    ],
)
def test_a_swap_would_be_found(planted: str) -> None:
    assert exchanged(planted, "visual", "audio")
    assert not exchanged(planted.replace("audio", "visual"), "visual", "audio")
