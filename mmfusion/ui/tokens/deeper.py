"""What the expanders of the page of tokens hold: E as a convolution, positions, CNN features, raw sound."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.language import retold, tr
from mmfusion.media import Clip
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.sounding import BAND, COLUMNS, HEIGHT, MELS, SAMPLE_RATE, SAMPLES, STEP, WIDTH
from mmfusion.tasks.sounding.tokens.tokenisation import as_convolution, dissect, neighbours
from mmfusion.ui.clips import own as cache
from mmfusion.ui.clips.player import jpeg, png
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.work import computed
from mmfusion.ui.tokens.page import SCENES, TRAINED, alike, shown
from mmfusion.ui.tokens.positions import positions as mount_positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS, STRIPS = HEIGHT // TRAINED.patch, WIDTH // TRAINED.patch
MIDDLE = TRAINED.frames // 2
SHIFT_MS = 1.0
COVERED = (1, 2)
"""Row and column of what is covered, in the real frame's 4 × 4 cells and in the drawn frame's 4 × 6."""


@computed(len(SCENES))
def convolution_gap(name: str) -> dict[str, float]:
    """Return by sense the largest difference between E x and the same as a convolution, on this clip."""
    clip = shown(name)
    gaps = {}
    for sense, tokeniser in clip.tokenisers.items():
        other = as_convolution(tokeniser, clip.inputs[sense])
        gaps[sense] = float(np.abs(other - clip.terms[sense].projected).max())
    return gaps


def scientific(value: float) -> str:
    """Return a small number as 2.9 × 10⁻⁶."""
    if value == 0:
        return tr("exactly 0")
    mantissa, exponent = f"{value:.1e}".split("e")
    digits = str(abs(int(exponent))).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa} × 10{'⁻' if int(exponent) < 0 else ''}{digits}"


def convolution(name: str) -> None:
    """Write why E x is a convolution, and how far the two ways to compute it are apart."""
    gaps, term, side = convolution_gap(name), shown(name).terms["visual"], TRAINED.patch
    width, length = term.projected.shape[1], term.pieces.shape[1]
    st.html(
        "<p>"
        + tr(
            "To cut a frame into patches and multiply each by E ({width} × {length}) is to "
            "move {width} filters of {side} × {side} px over it in steps of {side} px: every "
            "row of E is one filter. It is the only convolution of such a network.",
            width=width,
            length=length,
            side=side,
        )
        + "</p>"
    )
    st.code(
        f"Ex   = cut(frames) @ E.T\nconv = conv2d(frames, E.view({width}, 3, {side}, {side}), stride={side})",
        language="python",
        wrap_lines=True,
    )
    note(
        tr(
            "Computed both ways with this network’s E on this clip, the vectors differ by at "
            "most {visual} in the picture and {audio} in the sound; any difference is due to "
            "rounding.",
            visual=scientific(gaps["visual"]),
            audio=scientific(gaps["audio"]),
        )
    )


def positions(name: str) -> None:
    """Mount the map of cosines between one position and all others."""
    near, far = neighbours(shown(name).terms["visual"].places[1:], (ROWS, STRIPS))
    st.html(
        "<p>"
        + tr(
            "The maps show the cosine between one position vector p and all others, of its own "
            "modality and of the other. Point at a place here, or choose a token in the figure "
            "above."
        )
        + "</p>"
    )
    mount_positions(alike(name), key="positions")
    note(
        tr(
            "The mean cosine of patches that share an edge is {near:.2f}, of other patches of "
            "the same frame {far:.2f}. Positions here start from sines and cosines of row, "
            "column and seconds (the same seconds for both modalities) and are trained from "
            "there, so part of the similarity is given. In ViT they start from noise, and all "
            "of it is learned.",
            near=near,
            far=far,
        )
    )


@st.cache_resource(show_spinner=False)
def real_frame() -> tuple[NDArray[np.uint8], str] | None:
    """Return the middle frame of the sample that pages open with, and its credit; None if there is none."""
    source = cache.opening()
    got = cache.clip(source, 0.0) if source is not None else None
    if source is None or not isinstance(got, Clip) or got.frames is None:
        return None
    return got.frames[len(got.frames) // 2], source.credit


@st.cache_resource(show_spinner=False)
def cnn_change() -> NDArray[np.float64] | None:
    """Return the change of the CNN's cells of the real frame as one is covered, `(4, 4)`."""
    from mmfusion.tasks.sounding.tokens.locality import cnn_spread

    found = real_frame()
    return None if found is None else cnn_spread(found[0], COVERED)


@computed(len(SCENES))
def patch_change(name: str) -> NDArray[np.float64] | None:
    """Return the change of the projected patches of a drawn frame as one is covered, `(4, 6)`."""
    from mmfusion.tasks.sounding.raster import picture_input
    from mmfusion.tasks.sounding.render import frames
    from mmfusion.tasks.sounding.tokens.locality import covered, spread

    clip = shown(name)
    if "visual" not in clip.terms:
        return None
    film = frames(clip.scene)
    film[MIDDLE] = covered(film[MIDDLE], (ROWS, STRIPS), COVERED)
    after = dissect(clip.tokenisers["visual"], picture_input(film[None])[0]).projected
    part = slice(MIDDLE * ROWS * STRIPS, (MIDDLE + 1) * ROWS * STRIPS)
    return spread(clip.terms["visual"].projected[part], after[part]).reshape(ROWS, STRIPS)


def cnn(name: str) -> None:
    """Write what a projected patch and a CNN's cell know of the rest of the frame."""
    from mmfusion.tasks.sounding.render import MOMENTS, frames
    from mmfusion.tasks.sounding.tokens.locality import covered
    from mmfusion.ui.shell.frame import say

    try:
        found, changed, own = real_frame(), cnn_change(), patch_change(name)
    except (FileNotFoundError, ValueError) as error:
        say(tr("The frozen network cannot answer: {error}.", error=retold(str(error))))
        return
    st.html(
        "<p>"
        + tr(
            "For real recordings, a frozen CNN that was trained on photographs comes first: "
            "its features of each cell of a frame take the place of x. When one piece of a "
            "frame is covered, these vectors change:"
        )
        + "</p>"
    )
    left, right = st.columns(2, gap="medium")
    top = max(1e-9, *(float(change.max()) for change in (own, changed) if change is not None))
    if own is not None:
        drawn = covered(frames(shown(name).scene, [MOMENTS[MIDDLE]], 3)[0], (ROWS, STRIPS), COVERED)
        term = shown(name).terms["visual"]
        with left:
            st.html(f'<p class="mmf-h2">{tr("A projected patch")}</p>' + heat(png(drawn), "png", own, top))
            note(
                tr(
                    "E x turns {side} × {side} px × 3 = {length} numbers into {width}. E is "
                    "learned for this task. A vector depends on the pixels of its own patch "
                    "alone; vectors that change: {n} of {of}.",
                    side=TRAINED.patch,
                    length=term.pieces.shape[1],
                    width=term.projected.shape[1],
                    n=int((own > 1e-6).sum()),
                    of=own.size,
                )
            )
    if found is not None and changed is not None:
        frame, credit = found
        real = jpeg(covered(frame, (4, 4), COVERED), 360)
        with right:
            st.html(
                f'<p class="mmf-h2">{tr("A cell of a CNN’s last feature map")}</p>'
                + heat(real, "jpeg", changed, top)
            )
            note(
                tr(
                    "EfficientNet-Lite0 gives 4 × 4 cells of 1,280 numbers. It was trained on "
                    "ImageNet and is frozen. The receptive field of a cell is far larger than "
                    "the cell; vectors that change by more than 1 %: {n} of {of}. This sample: "
                    "{credit}.",
                    n=int((changed > 0.01).sum()),
                    of=changed.size,
                    credit=credit,
                )
            )
    note(
        tr(
            "Each number is the length of the change in % of the mean length of the vectors. "
            "Both maps have one scale: full colour is {top:.0f} %.",
            top=100 * top,
        )
    )


def heat(image: bytes, kind: str, change: NDArray[np.float64], top: float) -> str:
    """Return a picture beside the map of what changed in it, a value in every cell, as HTML.

    Args:
        image: the picture's bytes.
        kind: ``"png"`` or ``"jpeg"``.
        change: `(rows, columns)`.
        top: the change of the full colour.

    """

    def cell(value: float) -> str:
        digits = 0 if value < 0.0005 or value >= 0.095 else 1
        return f'<span style="--v:{value / top:.2f}">{100 * value:.{digits}f}</span>'

    rows, columns = change.shape
    grid = f"grid-template-columns:repeat({columns},1fr);grid-template-rows:repeat({rows},1fr)"
    data = f"data:image/{kind};base64,{base64.b64encode(image).decode()}"
    covered_frame = tr("a frame of which one piece is covered")
    return (
        f'<div class="mmf-heat"><img alt="{covered_frame}" src="{data}">'
        f'<div style="{grid}">{"".join(cell(float(value)) for value in change.ravel())}</div></div>'
    )


def raw(name: str) -> None:
    """Write the two ways to feed a sound, what each makes of a small shift, and both to listen to."""
    from mmfusion.tasks.sounding.raster import HOP
    from mmfusion.tasks.sounding.tokens.locality import shifted

    clip = shown(name)
    moved = shifted(clip.waveform, SHIFT_MS)
    tops = np.abs(clip.waveform.reshape(960, -1)).max(axis=1)
    inside = np.abs(np.linspace(-1, 1, 56))[:, None] <= np.maximum(tops / max(float(tops.max()), 1e-6), 0.02)
    mel = to_numpy(clip.inputs["audio"][0])
    shade = np.clip((mel - mel.max() + 3.25) / 3.25, 0, 1) ** 1.5  # over 65 dB, as in the figure
    piece, numbers = STEP * HOP, MELS * COLUMNS
    rows = (
        (
            tr("{n} samples", n=f"{SAMPLES:,}"),
            silhouette(255.0 * inside, "audio", tr("waveform")),
            tr(
                "The raw waveform has {pieces} pieces of {ms} ms, {numbers} numbers each. If "
                "the same sound comes {shift:g} ms later, a piece changes by {moved:.0f} % of "
                "its length; two different pieces differ by {null:.0f} %.",
                pieces=SAMPLES // piece,
                ms=1000 * piece // SAMPLE_RATE,
                numbers=f"{piece:,}",
                shift=SHIFT_MS,
                moved=100 * moved.samples,
                null=100 * moved.samples_null,
            ),
        ),
        (
            tr("{rows} × {columns} numbers", rows=MELS, columns=COLUMNS),
            silhouette(235 * shade[::-1], "ink", tr("spectrogram")),
            tr(
                "The log-mel spectrogram has {numbers} numbers, {times:.1f} times fewer; each "
                "is the loudness of one band for {ms:.2f} ms, without the phase. If the sound "
                "comes {shift:g} ms later, a piece changes by {moved:.1f} %; two different "
                "pieces differ by {null:.0f} %.",
                numbers=f"{numbers:,}",
                times=SAMPLES / numbers,
                ms=1000 * HOP / SAMPLE_RATE,
                shift=SHIFT_MS,
                moved=100 * moved.mels,
                null=100 * moved.mels_null,
            ),
        ),
        (
            tr("{n} cells", n=TRAINED.audio),
            "",
            tr(
                "The spectrogram is cut like a picture: {bands} bands × {steps} steps, "
                "{numbers} numbers each. From here on, the network treats both modalities in "
                "the same way.",
                bands=MELS // BAND,
                steps=COLUMNS // STEP,
                numbers=BAND * STEP,
            ),
        ),
    )
    body = "".join(f"<b>{count}</b><div>{drawn}<p>{words}</p></div>" for count, drawn, words in rows)
    st.html(f'<div class="mmf-raw">{body}</div>')
    for column, sound, title in zip(
        st.columns(2, gap="medium"),
        (clip.waveform, kept(name)),
        (
            tr("The sound"),
            tr(
                "The sound as the spectrogram gives it back, with phases estimated by Griffin and "
                "Lim’s iteration"
            ),
        ),
        strict=True,
    ):
        with column:
            note(title)
            st.audio(sound / max(float(np.abs(sound).max()), 1e-6) * 0.8, sample_rate=SAMPLE_RATE)


@computed(len(SCENES))
def kept(name: str) -> NDArray[np.float32]:
    """Return the sound of a clip as its spectrogram gives it back, `(38400,)`."""
    from mmfusion.tasks.sounding.tokens.inversion import hear

    return hear(shown(name).waveform).whole


def silhouette(alpha: NDArray[np.floating], name: str, label: str) -> str:
    """Return a picture in one colour of the theme, from its opacities `(h, w)` in 0..255, as HTML."""
    image = np.zeros((*alpha.shape, 4), dtype=np.uint8)
    image[..., 3] = alpha.astype(np.uint8)
    mask = f"url(data:image/png;base64,{base64.b64encode(png(image)).decode()})"
    return (
        f'<div role="img" aria-label="{label}" class="drawn" '
        f'style="background:var(--mmf-{name});-webkit-mask-image:{mask};mask-image:{mask}"></div>'
    )
