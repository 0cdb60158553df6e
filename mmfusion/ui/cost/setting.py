"""Tokens and network of the page of cost: examples, and the sliders that begin there."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from mmfusion.explain.cost import WAYS, Cost, Shape, cost
from mmfusion.language import marked, tr
from mmfusion.nn.spec import exchanging
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import locked


@dataclass(frozen=True)
class Setting:
    """Tokens and network: what the sliders hold."""

    frames: int
    patches: int
    """Of one frame."""
    sound: int
    text: int
    width: int
    heads: int
    ratio: float
    layers: int
    fusion_layer: int
    bottlenecks: int

    @property
    def counts(self) -> dict[str, int]:
        """Tokens by modality; one that has none is not there."""
        every = {"visual": self.frames * self.patches, "audio": self.sound, "text": self.text}
        return {modality: n for modality, n in every.items() if n}

    @property
    def shape(self) -> Shape:
        """The network's."""
        return Shape(self.layers, self.fusion_layer, self.width, self.bottlenecks, self.heads, self.ratio)


PRESETS: dict[str, tuple[str, Setting]] = {
    "lecture": (marked("the lecture's example"), Setting(1, 196, 0, 100, 768, 12, 4.0, 1, 0, 4)),
    "lab": (marked("this lab's network"), Setting(8, 24, 64, 0, 64, 4, 2.0, 4, 1, 4)),
    "paper": (marked("the paper's network"), Setting(8, 196, 1200, 0, 768, 12, 4.0, 12, 8, 4)),
    "film": (marked("a minute of film"), Setting(64, 196, 600, 0, 768, 12, 4.0, 12, 8, 4)),
}
"""Where the sliders begin. The paper is Nagrani et al., Attention Bottlenecks for Multimodal Fusion, NeurIPS
2021 (arXiv 2107.00135), §4: ViT-Base on eight frames of 14 × 14 patches, with L = 12, L_f = 8 and B = 4."""
SLIDERS: tuple[tuple[str, str, tuple[int, ...], str], ...] = (
    (
        "frames",
        marked("frames"),
        (1, 2, 4, 8, 16, 32, 64, 128),
        marked("How many frames of the video are cut into patches: each patch is a token."),
    ),
    (
        "patches",
        marked("patches per frame"),
        (6, 24, 49, 96, 196, 400, 784),
        marked("14 × 14 = 196 patches are those of ViT-Base at 224 × 224 pixels."),
    ),
    (
        "sound",
        marked("sound tokens"),
        (0, 16, 64, 128, 256, 600, 1200),
        marked("How many patches of the spectrogram there are; 0 leaves the sound out."),
    ),
    (
        "text",
        marked("text tokens"),
        (0, 16, 50, 100, 200, 500, 1000, 4000),
        marked("How many words or parts of words there are; 0 leaves the text out."),
    ),
    (
        "bottlenecks",
        marked("bottleneck tokens B"),
        (1, 2, 4, 8, 16, 32, 64, 128, 256),
        marked("Every modality has these tokens besides its own: more of them carry more and cost more."),
    ),
    (
        "width",
        marked("width d"),
        (16, 32, 64, 128, 256, 512, 768, 1024),
        marked("How many numbers a token has. The faint part grows with d², the strong part with d alone."),
    ),
    (
        "ratio",
        marked("MLP ratio r"),
        (1, 2, 3, 4, 6, 8),
        marked("How many times as wide as a token the MLP of a layer is: it changes the faint part alone."),
    ),
    ("layers", marked("layers L"), tuple(range(1, 25)), marked("How many layers the network has.")),
    (
        "fusion_layer",
        marked("fusion layer L_f"),
        tuple(range(24)),
        marked("How many layers come before the first that exchanges. Late fusion does not depend on it."),
    ),
)
"""Field of a setting, its label, its values, and what it changes."""
A_ROW = 5


def setting() -> Setting:
    """Write the sliders; return what they hold. Another example moves all of them to where it says."""
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        presets = {name: words for name, (words, _) in PRESETS.items()}
        preset = choose("cost_from", marked("example"), presets, hidden=True, wrap=True, on_change=_restart)
    start = PRESETS[preset][1]
    found: dict[str, int] = {}
    with st.container(key="cost-sliders"):
        rows = [st.columns(A_ROW, gap="medium") for _ in range(-(-len(SLIDERS) // A_ROW))]
        cells = [cell for row in rows for cell in row]
        for cell, (name, words, options, meaning) in zip(cells, SLIDERS, strict=False):
            with cell:
                # An option is also what the link says: the numbers stay as they are.
                found[name] = st.select_slider(
                    tr(words),
                    options,
                    value=_at(start, name),
                    key=f"cost_{name}",
                    bind="query-params",
                    disabled=locked(),
                    help=tr(meaning),
                )
        found["fusion_layer"] = min(found["fusion_layer"], found["layers"] - 1)
        with cells[len(SLIDERS)]:
            note(f"L_f = {found['fusion_layer']}: {exchanging(found['fusion_layer'], found['layers'])}.")
    heads = max(h for h in range(1, start.heads + 1) if found["width"] % h == 0)
    return Setting(heads=heads, **found)


def _at(start: Setting, name: str) -> int:
    return int(getattr(start, name))


def _restart() -> None:
    """Move every slider to where the example says: a slider keeps its value, whatever its default becomes."""
    start = PRESETS[st.session_state["cost_from"]][1]
    for name, *_ in SLIDERS:
        st.session_state[f"cost_{name}"] = _at(start, name)


def costs(shown: Setting) -> dict[str, Cost]:
    """Return the cost of each way to fuse, by its name."""
    return {words: cost(way, shown.counts, shown.shape) for way, words in WAYS.items()}
