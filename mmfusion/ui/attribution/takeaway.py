"""What can be taken away from the page of attribution: link, figure, maps, areas, a notebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.attribution import computed, information, modalities
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import Made, files
from mmfusion.ui.parts.takeaway import notebook_of, opened

if TYPE_CHECKING:
    from mmfusion.ui.clips.subject import Layout, Watched


def maps_table(watched: Watched, answer: int) -> str:
    """Return every method's map as CSV: a row a token, where it lies, and its score by each method."""
    names = computed.methods(watched)
    maps = {name: computed.explained(watched, answer, name).map for name in names}
    rows = []
    places = watched.subject.places()
    for modality in maps[names[0]]:
        for i, at in enumerate(places[modality]):
            frame = "" if at.frame is None else at.frame + 1
            column = "" if at.frame is None else at.column + 1
            where = [modality, frame, at.row + 1, column, f"{at.start:.3f}", f"{at.end:.3f}"]
            rows.append([*where, *(f"{maps[name][modality][i]:.6g}" for name in names)])
    return _table(["modality", "frame", "row or band", "column", "start, s", "end, s", *names], rows)


def areas_table(watched: Watched, answer: int) -> str:
    """Return every method's areas as CSV, beside random orders and another clip's map."""
    from mmfusion.explain.compared import areas

    rows = []
    chance = computed.by_chance(watched, answer)
    for name in computed.methods(watched):
        both = areas(computed.in_its_order(watched, answer, name), chance)
        for kind, place in zip(("deletion", "insertion"), both, strict=True):
            other = "" if place.other is None else f"{place.other:.4f}"
            own = (f"{v:.4f}" for v in (place.own, place.low, place.high))
            rows.append([named(name), kind, *own, other])
    return _table(
        ["method", "of", "this map", "random, lowest", "random, highest", "another clip's map"], rows
    )


def coalitions_table(watched: Watched, answer: int) -> str:
    """Return as CSV what every coalition is worth, and what each modality adds, both ways."""
    rows = modalities.bars(modalities.ways(watched, answer))
    return _table(
        [f"p({answer_named(watched, answer)}) from", *rows[0].spans],
        [[row.words, *(f"{worth:.6f}" for _, worth in row.spans.values())] for row in rows],
    )


def bits_table(watched: Watched) -> str:
    """Return as CSV the bits of each part: measured, true, shuffled, of real clips, by another definition."""
    found = information.columns(watched)
    return _table(
        ["bits", *found],
        [[words, *(f"{by[part]:.6f}" for by in found.values())] for part, words in information.PARTS.items()],
    )


def named(method: str) -> str:
    """Return a method in words; files and code are English in every language."""
    return ", ".join(computed.METHODS[method])


def answer_named(watched: Watched, answer: int) -> str:
    """Return an answer in words, as files and code have it."""
    return str(watched.subject.classes(watched.subject.asks)[answer])


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    return out.getvalue()


def notebook(watched: Watched, answer: int, method: str) -> str:
    """Return a notebook that makes one map with mmfusion alone, removes tokens in its order, and hears it."""
    subject = watched.subject
    title = f"Why {answer_named(watched, answer)}? {named(method)}"
    inner = method == computed.TWIN
    path = computed.PATHS[0] if inner else method
    asked_of = "own.untrained()" if inner else "network"
    asked = [
        "",
        "from mmfusion.explain import areas, in_order, in_random_orders, preference, probability, token_map",
        "",
        f"score = preference({subject.asks!r}, {answer})  # its logit less the mean of the others'",
    ]
    if path in computed.PATHS:
        asked += [
            *subject.path_recipe(path, asked_of),
            "own_map = {m: x[0].double().numpy() for m, x in found.values.items()}",
            "found.gap, found.steps",
        ]
    elif path in ("occlusion", "Shapley values"):
        asked += _by_group(subject.layout, path)
    else:
        if path == "relevance":
            asked.append(
                "tokens = {m: z.clone() for m, z in tokens.items()}  # so that gradients may be taken"
            )
        asked += [f"own_map = token_map({asked_of}.fusion, tokens, score, {path!r})"]
    heat = subject.temperature(watched.strategy, subject.asks)
    judge = [
        f"p = probability({subject.asks!r}, {answer}, temperature={heat!r})",
        "chance = in_random_orders(own.network.fusion, tokens, p)",
        "deletion, insertion = areas(in_order(own.network.fusion, tokens, p, own_map), chance)",
        "deletion, insertion",
    ]
    hear = [
        "import numpy as np",
        "from mmfusion.media import heard_through, in_bands",
        "",
        f"gains = np.clip(own_map['audio'].reshape{subject.layout.cells}, 0, None)",
        "gains /= max(gains.max(), 1e-12)",
        f"edges = {[round(float(e), 3) for e in subject.layout.edges]}",
        *subject.heard(),
        "heard = heard_through(in_bands(wave, rate, edges), gains, rate)  # what spoke for the answer",
        "heard.shape",
    ]
    draw = [
        "from mmfusion.explain import shares",
        "from mmfusion.figures import clip_map",
        "",
        "shown = shares(own_map)",
        *_drawn(subject.layout),
        f"    signed={method in computed.SIGNED},",
        f"    heading={title!r},",
        "    value='share of the map',",
        ")",
    ]
    cells = [[*subject.recipe(watched), *asked], judge]
    if "audio" in computed.explained(watched, answer, method).map:
        cells.append(hear)
    return notebook_of(title, *cells, draw)


def _drawn(layout: Layout) -> list[str]:
    """Return Python that begins the figure of `shown`: where its tokens lie."""
    visual, audio = (layout.frames, *layout.grid), layout.cells
    return [
        "clip_map(",
        f"    shown['visual'].reshape{visual} if 'visual' in shown else None,",
        f"    shown['audio'].reshape{audio} if 'audio' in shown else None,",
        f"    duration={layout.duration!r},",
        f"    seen={layout.seen!r},",
    ]


def _by_group(layout: Layout, method: str) -> list[str]:
    """Return Python that makes `own_map` of windows or of groups of tokens."""
    from mmfusion.tasks.sounding.attribution.methods import GROUP, ORDERS, WINDOW

    slides = method == "occlusion"
    size = WINDOW if slides else GROUP
    step = {m: (1,) * len(sides) for m, sides in size.items()} if slides else size
    shapes = {"visual": (layout.frames, *layout.grid), "audio": layout.cells}
    found = (
        "token_occlusion(value, groups, value.size)"
        if slides
        else f"shapley_sampling(value, groups, value.size, {ORDERS}).of_tokens(groups, value.size)"
    )
    return [
        "from mmfusion.explain import Presence, shapley_sampling, token_occlusion, windows",
        "",
        "value = Presence(network.fusion, tokens, score)",
        f"shapes, size, step = {shapes}, {size}, {step}",
        "groups = [g for m in value.counts",
        "          for g in windows(shapes[m], size[m], step[m], value.span(m).start)]",
        f"own_map = value.by_modality({found})",
    ]


def take_away(watched: Watched, answer: int, pick: str, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened()
    if popover is None:
        return
    name = f"mmfusion-attribution-{watched.strategy}-{watched.subject.key.split('/')[0]}"
    with popover:
        figure_export(name, Figure(marked("explanations"), ".explanations"), key="attribution-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(
                tr("Notebook"), lambda: notebook(watched, answer, pick), f"{name}.ipynb", on_click="ignore"
            )
            tables = {
                "maps": (tr("Maps, CSV"), partial(maps_table, watched, answer)),
                "areas": (tr("Areas, CSV"), partial(areas_table, watched, answer)),
            }
            if len(modalities.players(watched)) > 1:
                tables["coalitions"] = (tr("Coalitions, CSV"), partial(coalitions_table, watched, answer))
            if information.columns(watched):
                tables["bits"] = (tr("Bits, CSV"), partial(bits_table, watched))
            for what, (label, table) in tables.items():
                st.download_button(label, table, f"{name}-{what}.csv", "text/csv", on_click="ignore")
        files("attribution", name, made)
