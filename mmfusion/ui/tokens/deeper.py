"""What the expanders of the page of tokens hold: E as a convolution, positions, CNN features, raw sound."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

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
        return "exactly 0"
    mantissa, exponent = f"{value:.1e}".split("e")
    digits = str(abs(int(exponent))).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa} × 10{'⁻' if int(exponent) < 0 else ''}{digits}"


def convolution(name: str) -> None:
    """Write why E x is a convolution, and how far the two ways to compute it are apart."""
    gaps, term, side = convolution_gap(name), shown(name).terms["visual"], TRAINED.patch
    width, length = term.projected.shape[1], term.pieces.shape[1]
    st.html(
        f"<p>Cutting a frame into patches and multiplying each by E ({width} × {length}) is sliding {width} "
        f"filters of {side} × {side} px over it in steps of {side} px: every row of E is one filter. It is "
        "the only convolution of such a network, and it merely cuts.</p>"
    )
    st.code(
        f"Ex   = cut(frames) @ E.T\nconv = conv2d(frames, E.view({width}, 3, {side}, {side}), stride={side})",
        language="python",
        wrap_lines=True,
    )
    note(
        "Both ways with this network’s E, on this clip: the largest difference is "
        f"{scientific(gaps['visual'])} in the picture’s vectors and {scientific(gaps['audio'])} in the "
        "sound’s. What there is of it is rounding."
    )


def positions(name: str) -> None:
    """Mount the map of cosines between one position and all others."""
    near, far = neighbours(shown(name).terms["visual"].places[1:], (ROWS, STRIPS))
    st.html(
        "<p>The cosine between one position vector p and all others: those of its own modality and those of "
        "the other. Point at a place here, or pick a token in the figure above.</p>"
    )
    mount_positions(alike(name), key="positions")
    note(
        f"Patches that share an edge: {near:.2f} on average; other patches of the same frame: {far:.2f}. "
        "Positions here start from sines and cosines of row, column and seconds, the seconds shared by both "
        "modalities, and are trained from there: the likeness is in part given. In ViT they start from "
        "noise, and all of it is learned."
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
        say(f"The frozen network cannot answer: {error}.")
        return
    st.html(
        "<p>On the page of strategies, a frozen CNN that was trained on photographs looks at real recordings "
        "first; what it says of each cell of a frame takes the place of x. Cover one piece of a frame, and "
        "see which vectors change:</p>"
    )
    left, right = st.columns(2, gap="medium")
    top = max(1e-9, *(float(change.max()) for change in (own, changed) if change is not None))
    if own is not None:
        drawn = covered(frames(shown(name).scene, [MOMENTS[MIDDLE]], 3)[0], (ROWS, STRIPS), COVERED)
        term = shown(name).terms["visual"]
        with left:
            st.html('<p class="mmf-h2">A projected patch</p>' + heat(png(drawn), "png", own, top))
            note(
                f"E x: {TRAINED.patch} × {TRAINED.patch} px × 3 = {term.pieces.shape[1]} numbers become "
                f"{term.projected.shape[1]}. Learned for this task; it knows its own pixels only: "
                f"{int((own > 1e-6).sum())} of {own.size} vectors changes."
            )
    if found is not None and changed is not None:
        frame, credit = found
        real = jpeg(covered(frame, (4, 4), COVERED), 360)
        with right:
            st.html('<p class="mmf-h2">A cell of a CNN’s last map</p>' + heat(real, "jpeg", changed, top))
            note(
                "EfficientNet-Lite0: 4 × 4 cells, 1,280 numbers each. Learned on ImageNet, then frozen; each "
                f"has looked at far more than its cell: {int((changed > 0.01).sum())} of {changed.size} "
                f"vectors change by more than 1 %. This sample: {credit}."
            )
    note(
        "Numbers: length of the change, in % of the vectors’ mean length; one scale, the strongest cell "
        f"changes by {100 * top:.0f} %."
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
    return (
        f'<div class="mmf-heat"><img alt="a frame of which one piece is covered" src="{data}">'
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
            f"{SAMPLES:,} samples",
            silhouette(255.0 * inside, "audio", "waveform"),
            f"Raw: {SAMPLES // piece} pieces of {1000 * piece // SAMPLE_RATE} ms, {piece:,} numbers each. "
            f"Let the same sound come {SHIFT_MS:g} ms later, and a piece changes by "
            f"{100 * moved.samples:.0f} % of its length; from another piece it differs by "
            f"{100 * moved.samples_null:.0f} %.",
        ),
        (
            f"{MELS} × {COLUMNS} numbers",
            silhouette(235 * shade[::-1], "ink", "spectrogram"),
            f"Log-mel spectrogram: {numbers:,} numbers, {SAMPLES / numbers:.1f} times fewer, each the "
            f"loudness of one band for {1000 * HOP / SAMPLE_RATE:.2f} ms. The phase is gone. "
            f"{SHIFT_MS:g} ms later a piece changes by {100 * moved.mels:.1f} %; from another it differs "
            f"by {100 * moved.mels_null:.0f} %.",
        ),
        (
            f"{TRAINED.audio} cells",
            "",
            f"Cut like a picture: {MELS // BAND} bands × {COLUMNS // STEP} steps, {BAND * STEP} numbers "
            "each. From here on, the network does not know that it hears.",
        ),
    )
    body = "".join(f"<b>{count}</b><div>{drawn}<p>{words}</p></div>" for count, drawn, words in rows)
    st.html(f'<div class="mmf-raw">{body}</div>')
    for column, sound, title in zip(
        st.columns(2, gap="medium"),
        (clip.waveform, kept(name)),
        ("The sound", "What the spectrogram keeps of it, phases guessed by Griffin and Lim’s iteration"),
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
