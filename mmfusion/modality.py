"""What a modality is called, looks like and is cut into: the one place that names modalities.

Networks, cards and explanations take modalities as they come; figures, components and words look here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mmfusion.language import marked, tr


class Shades(NamedTuple):
    """Colours of one modality in one theme, as hex.

    `mark` is for shapes (3:1 at least against the page), `words` for text (4.5:1 at least), `ramp` the end of
    a sequential ramp that begins at the page.
    """

    mark: str
    words: str
    ramp: str


@dataclass(frozen=True)
class Modality:
    """A modality: its name in code, its words on a page, its colours, its tokens.

    Example:
        >>> from mmfusion.modality import MODALITIES
        >>> MODALITIES["audio"].title, MODALITIES["audio"].light.mark, MODALITIES["audio"].token
        ('sound', '#D55E00', 'cell')

    """

    name: str
    title: str
    """What a page calls it."""
    light: Shades
    dark: Shades
    known: str
    """How a page says that something has come through it: seen, heard, read."""
    reads: str
    """What a network does that has it alone: sees, hears, reads."""
    token: str
    """What one of its tokens is cut from the raster as."""
    raster: str
    """What is cut into tokens."""
    drawn: int = 4
    """How many of its tokens stand for it in a small drawing of a network."""


MODALITIES: dict[str, Modality] = {
    one.name: one
    for one in (
        Modality(
            "visual",
            marked("picture"),
            Shades("#0072B2", "#005F96", "#0072B2"),
            Shades("#0072B2", "#62B5E8", "#4FA9E0"),
            known=marked("seen"),
            reads=marked("sees"),
            token=marked("patch"),
            raster=marked("frames"),
        ),
        Modality(
            "audio",
            marked("sound"),
            Shades("#D55E00", "#B04D00", "#D55E00"),
            Shades("#D55E00", "#F28C45", "#EE7F31"),
            known=marked("heard"),
            reads=marked("hears"),
            token=marked("cell"),
            raster=marked("spectrogram"),
            drawn=3,
        ),
        Modality(
            "text",
            marked("text"),
            Shades("#009E73", "#007857", "#009E73"),
            Shades("#009E73", "#3FC79D", "#34BC92"),
            known=marked("read"),
            reads=marked("reads"),
            token=marked("word"),
            raster=marked("sentence"),
        ),
        Modality(
            "speech",
            marked("speech"),
            Shades("#694BFF", "#5A3CE6", "#694BFF"),
            Shades("#694BFF", "#A79BFF", "#9C8CFF"),
            known=marked("heard"),
            reads=marked("hears"),
            token=marked("cell"),
            raster=marked("spectrogram"),
            drawn=3,
        ),
    )
}
"""Every modality by name. The first three marks are of Okabe and Ito, Color Universal Design (2008); the
violet of speech lies no nearer to them, or to the bottleneck, than they to each other, for dichromats too."""

FILM: tuple[str, ...] = ("visual", "audio")
"""The modalities of a clip: what a network reads where nothing else is said."""


STREAMS = (marked("bottleneck"), marked("shared"))
"""Streams of a network that are no modality: what crosses, and both modalities in one sequence."""


def title(name: str) -> str:
    """Return what a page calls a modality, in its language: its own name where it is none of `MODALITIES`.

    Example:
        >>> from mmfusion.modality import title
        >>> title("visual"), title("touch")
        ('picture', 'touch')

    """
    return tr(MODALITIES[name].title if name in MODALITIES else name)


def listed(names: Sequence[str], last: str = marked("and")) -> str:
    """Return modalities in words.

    Example:
        >>> from mmfusion.modality import listed
        >>> listed(["visual"]), listed(["visual", "audio"]), listed(["visual", "audio", "text"], "or")
        ('picture', 'picture and sound', 'picture, sound or text')

    """
    words = [title(name) for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {tr(last)} {words[-1]}"


def without(kept: Sequence[str], modalities: Sequence[str] = FILM, whole: str = "") -> str:
    """Return what a subset lacks in words, `whole` where it lacks nothing.

    Example:
        >>> from mmfusion.modality import without
        >>> without(["visual"]), without(["audio"], ("visual", "audio", "text"))
        ('no sound', 'no picture or text')

    """
    gone = [m for m in modalities if m not in kept]
    return tr("no {modalities}", modalities=listed(gone, marked("or"))) if gone else whole
