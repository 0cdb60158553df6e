"""Which map to believe? Six ways to say what spoke for the answer, on this clip and on test clips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.data.sounding import ANSWERS
from mmfusion.ui import drawn_cache, heads_cache
from mmfusion.ui.frame import note
from mmfusion.ui.heads_cache import FRAME, SPECTROGRAM, Watched
from mmfusion.ui.tokens import png

if TYPE_CHECKING:
    from numpy.typing import NDArray

METHODS = {
    "attention": ("Attention", "last layer, mean of heads, read by the CLS"),
    "rollout": ("Rollout", "attention multiplied through the layers"),
    "relevance": ("Relevance", "attention × its gradient, layer by layer"),
    "integrated gradients": ("Integrated gradients", "pixels, from a blurred clip"),
    "the same, black and silent": ("The same", "pixels, from black and silence"),
    "removal": ("Removal", "the answer without this token"),
}
NOT = (
    "Attention is not an explanation: it says what was read, not what for. A map is worth what it predicts "
    "when tokens are really taken away, and what it finds where the truth is known."
)


@dataclass(frozen=True, eq=False)
class Explained:
    """One clip's maps of one answer, and what removing tokens in their order does to its score."""

    answer: int
    maps: dict[str, dict[str, NDArray[np.float64]]]
    """method -> sense -> `(tokens,)`."""
    deletion: NDArray[np.float64]
    """`(methods + random orders, steps)`."""
    insertion: NDArray[np.float64]


@st.cache_resource(show_spinner=False, max_entries=128)
def explained(watched: Watched) -> Explained:
    """Return the maps of what a network answers to *which one sounds*."""
    import torch

    from mmfusion.data.sounding.batches import make_batch
    from mmfusion.explain.faithfulness import curves, order_of, random_orders
    from mmfusion.training.sounding_maps import RANDOM_ORDERS, maps_of_batch, score_of

    network = heads_cache.network(watched)
    inputs = make_batch([drawn_cache.scene(watched.drawn)]).inputs()
    with torch.inference_mode():
        answer = network(inputs).logits["side"].argmax(dim=1).numpy()
        tokens = network.tokens(inputs)
    maps = maps_of_batch(network, inputs, answer, tuple(METHODS))
    own = [order_of(maps[name]["visual"][0]) for name in METHODS]
    orders = [*own, *random_orders(RANDOM_ORDERS, own[0].size)]
    ran = curves(network.fusion, tokens, "visual", orders, score_of(answer))
    flat = {name: {m: x[0] for m, x in by.items()} for name, by in maps.items()}
    return Explained(int(answer[0]), flat, ran.deletion, ran.insertion)


def figures(watched: Watched) -> dict[str, Any] | None:
    """Return the test set's figures of these weights; None where there are none that mean anything."""
    from mmfusion.training.sounding_exchange import symmetric

    card = drawn_cache.instrument().predictors[watched.strategy].card
    return heads_cache.inside(watched.strategy, "maps") if symmetric(card.metrics) else None


def section(watched: Watched) -> None:
    """Write the section."""
    st.html('<hr class="mmf-rule" style="margin-top:18px">')
    st.html(
        f'<p class="mmf-h2" style="margin-top:14px">Which map to believe?</p><p class="mmf-note">{NOT}</p>'
    )
    place = st.empty()
    place.html('<p class="mmf-note">Removing tokens …</p>')
    found = explained(watched)
    read = figures(watched)
    place.html(_table(watched, found, read))
    _remarks(watched, read)


def _table(watched: Watched, found: Explained, read: dict[str, Any] | None) -> str:
    answer = ANSWERS["side"][found.answer]
    tested = (
        "<th>hit: sounding / silent</th><th>more on sounding</th><th>other mask</th><th>random weights</th>"
        if read
        else ""
    )
    head = (
        f"<tr><th></th><th>what spoke for <i>{answer}</i> here</th><th>removed first</th>"
        f"<th>put back first</th>{tested}</tr>"
    )
    rows = "".join(_row(watched, found, read, i, name) for i, name in enumerate(METHODS))
    return f'<div class="mmf-maps"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>'


def _row(watched: Watched, found: Explained, read: dict[str, Any] | None, i: int, name: str) -> str:
    from base64 import b64encode

    from mmfusion.figures.small import curve_over_band, over_frames
    from mmfusion.figures.template import DARK
    from mmfusion.ui.theme import palette

    colours = palette()
    frames = drawn_cache.clip(watched.drawn, None, 0).frames
    if frames is None:
        raise ValueError("a drawn clip has a picture")
    ramp = colours.visual[2].lstrip("#")
    rgb = (int(ramp[:2], 16), int(ramp[2:4], 16), int(ramp[4:], 16))
    grid = found.maps[name]["visual"].reshape(FRAME)
    strip = b64encode(png(over_frames(frames, grid, rgb, colours is DARK))).decode()
    sound = found.maps[name]["audio"].reshape(SPECTROGRAM)
    title, words = METHODS[name]
    charts = ""
    for part, what in ((found.deletion, "removed"), (found.insertion, "put back")):
        svg = curve_over_band(part[i], part[len(METHODS) :], colours.ink, colours.line, (70, 40))
        data = b64encode(svg.encode()).decode()
        alt = f"score as tokens are {what}, the highest first"
        charts += f'<td><img class="chart" alt="{alt}" src="data:image/svg+xml;base64,{data}"></td>'
    return (
        f"<tr><th><b>{title}</b><small>{words}</small></th>"
        f'<td><img alt="{title}: the map over the eight frames" src="data:image/png;base64,{strip}">'
        f"{_cells(sound)}</td>{charts}"
        f"{_figures(read['methods'][name], watched.random) if read else ''}</tr>"
    )


def _cells(sound: NDArray[np.float64]) -> str:
    """Return a map of the sound as a row of cells, the bands of a step added up."""
    steps = np.clip(sound, 0, None).sum(axis=0)
    share = steps / max(float(steps.max()), 1e-12)
    cells = "".join(f'<i style="--v:{v:.2f}"></i>' for v in share)
    return f'<div class="cells" aria-hidden="true">{cells}</div>'


def _figures(found: dict[str, dict[str, float]], random: bool) -> str:
    after = ", random weights" if random else ""
    hits = " / ".join(_two(found[f"hit on {which}{after}"]["value"]) for which in ("sounding", "silent"))
    more = found[f"more on sounding{after}"]
    null = found["more on sounding, another clip's mask"]["value"]
    twin = found["more on sounding, random weights"]["value"]
    value = f"{_two(more['value'])}<small>{_two(more['low'])} to {_two(more['high'])}</small>"
    value = f"<b>{value}</b>" if more["low"] > 0.5 else value
    nulls = ("", "") if random else (_two(null), _two(twin))
    return f"<td>{hits}</td><td>{value}</td>" + "".join(f'<td class="null">{n}</td>' for n in nulls)


def _two(value: float) -> str:
    return f"{value:.2f}"


def _remarks(watched: Watched, read: dict[str, Any] | None) -> None:
    if watched.random:
        note("Random weights: these maps explain the answer of a network that has learned nothing.")
    if read is None:
        from mmfusion.training.sounding_exchange import symmetric

        own = drawn_cache.instrument().predictors[watched.strategy]
        if own.trained and not symmetric(own.card.metrics):
            note("No test figures: this network looks at one object more than at the other.")
        return
    first = next(iter(read["methods"].values()))
    area, n = read["area"], int(first["hit on sounding"]["n"])
    sound = read["methods"]["attention"]
    heard, twin = (
        sound[f"sound: share where it sounds{after}"]["value"] for after in ("", ", random weights")
    )
    note(
        f"Hit: the highest patch shows that object, on {n} test clips of two objects, rightly answered left "
        f"or right; each covers {area['sounding']:.0%} of the picture. More on the sounding one: by its mean "
        "score; chance .50, bold where the 95 % interval lies above it; beside it, against another clip's "
        "mask, and with random weights. Grey: 20 random orders."
    )
    note(
        f"Maps of the sound partly measure its energy: attention puts {heard:.0%} on the steps in which "
        f"something sounds, with random weights {twin:.0%}."
    )
