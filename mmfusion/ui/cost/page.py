"""The page of cost: sliders for tokens and network, what each way to fuse takes, where n² bites."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.explain.cost import WAYS, Cost, Shape, Way, cost, counted, crossover, saved_by_bottlenecks
from mmfusion.figures import cost as figures
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.parts.number import number, track
from mmfusion.ui.parts.plotly_fold import Made, files, fold
from mmfusion.ui.parts.takeaway import link, notebook_of
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import forget, put
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.ui.shell.state import View

GUESSES = ("0", "10", "20", "40")
TIMED, TIMED_WAYS = "cost_timed", "cost_timed_ways"
"""Where a session keeps what it has measured: layers by width, heads and ratio; ways by their setting."""
MOST_TIMED = 30e9
"""Multiply-adds up to which the ways are timed on demand: some seconds of one core."""
FORMULA = r"2\,n^2 d \;+\; (4 + 2r)\, n\, d^2"


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
    "lecture": ("the lecture's example", Setting(1, 196, 0, 100, 768, 12, 4.0, 1, 0, 4)),
    "lab": ("this lab's network", Setting(8, 24, 64, 0, 64, 4, 2.0, 4, 1, 4)),
    "film": ("a minute of film", Setting(64, 196, 600, 0, 768, 12, 4.0, 12, 8, 4)),
}
"""Where the sliders begin."""
SLIDERS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("frames", "frames", (1, 2, 4, 8, 16, 32, 64, 128)),
    ("patches", "patches a frame", (6, 24, 49, 96, 196, 400, 784)),
    ("sound", "sound tokens", (0, 16, 64, 128, 256, 600, 1200)),
    ("text", "text tokens", (0, 16, 50, 100, 200, 500, 1000, 4000)),
    ("width", "width d", (16, 32, 64, 128, 256, 512, 768, 1024)),
    ("layers", "layers L", tuple(range(1, 25))),
    ("fusion_layer", "fusion layer", tuple(range(24))),
    ("bottlenecks", "bottleneck tokens B", (1, 2, 4, 8, 16, 32, 64, 128, 256)),
)


def setting() -> Setting:
    """Write the sliders; return what they hold. A preset puts all of them where it says."""
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        presets = {name: words for name, (words, _) in PRESETS.items()}
        preset = choose("cost_from", "example", presets, hidden=True, wrap=True, on_change=_restart)
    start = PRESETS[preset][1]
    found: dict[str, int] = {}
    with st.container(key="cost-sliders"):
        for row in (SLIDERS[:4], SLIDERS[4:]):
            for column, (name, words, options) in zip(st.columns(4, gap="medium"), row, strict=True):
                with column:
                    found[name] = st.select_slider(
                        words,
                        options,
                        value=getattr(start, name),
                        key=f"cost_{name}",
                        bind="query-params",
                    )
    found["fusion_layer"] = min(found["fusion_layer"], found["layers"] - 1)
    heads = max(h for h in range(1, start.heads + 1) if found["width"] % h == 0)
    return Setting(heads=heads, ratio=start.ratio, **found)


def _restart() -> None:
    forget(*(f"cost_{name}" for name, *_ in SLIDERS))


def costs(shown: Setting) -> dict[str, Cost]:
    """Return the cost of each way to fuse, by its name."""
    return {words: cost(way, shown.counts, shown.shape) for way, words in WAYS.items()}


def headline(view: View, place: DeltaGenerator) -> None:
    """Write what bottlenecks save of a layer in the lecture's example, once it is guessed."""
    example = PRESETS["lecture"][1]
    found = costs(example)
    shared, through = found[WAYS["self"]], found[WAYS["bottleneck"]]
    pairs = 100 * (1 - through.attention / shared.attention)
    with place:
        if view["cost_seen"] != "1":
            st.html(
                f'<div class="mmf-number"><div class="mmf-big mmf-q">?</div><p>100 words, 196 patches, '
                f"d = 768: four bottleneck tokens cut the scores by {pairs:.0f}\u2009%. How many % of a "
                "whole layer's multiply-adds?</p></div>"
            )
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key="guessing"):
                st.segmented_control(
                    "your guess, %", GUESSES, key="cost_guessing", label_visibility="collapsed", wrap=False
                )
                st.button("Reveal", key="cost_reveal", on_click=_reveal)
            return
        saved = 100 * (1 - through.total / shared.total)
        guess = float(view["cost_guess"]) if view["cost_guess"] in GUESSES else None
        number(
            f"{abs(saved):.1f}",
            f"of a layer's multiply-adds, though the scores fall by {pairs:.0f}\u2009%: up to "
            f"{figures.grouped(crossover(768))} tokens projections and MLP cost more than attention.",
            track(max(saved, 0.0), guess, 0, 50, lambda value: f"{value:.1f}\u2009%"),
            unit="\u2009%",
        )


def _reveal() -> None:
    put(cost_seen="1", cost_guess=str(st.session_state.get("cost_guessing") or ""))


def covered(shown: Setting, view: View) -> bool:
    """Return whether the bars would tell what is asked."""
    return view["cost_seen"] != "1" and shown == PRESETS["lecture"][1]


def figure(shown: Setting, view: View) -> None:
    """Draw the bars, and say what bottlenecks save; not before the page's own example has been guessed."""
    found = costs(shown)
    if covered(shown, view):
        st.html(bars({**found, WAYS["bottleneck"]: None}))
        note("Strong: scores and weighted sums, O(n² d). Faint: projections and MLP, O(n d²).")
        return
    times, where = _ways_timed(shown)
    st.html(bars(found, times))
    if times:
        note(f"Time: one pass, {where}.")
    saved = saved_by_bottlenecks(shown.counts, shown.bottlenecks, shown.width, shown.ratio)
    own = (
        f"they save {figures.amount(saved)} multiply-adds a layer"
        if saved > 0
        else f"they cost {figures.amount(-saved)} multiply-adds a layer more than they save"
    )
    st.html(
        '<p class="mmf-note">Strong: scores and weighted sums, O(n² d). Faint: projections and MLP, O(n d²). '
        f"{_agreement(found, shown)} Bottleneck tokens are tokens too: with B = {shown.bottlenecks}, against "
        f"shared self-attention, <b>{own}</b>.</p>"
    )


def _ways_timed(shown: Setting) -> tuple[dict[str, float], str]:
    """Return the seconds of each way, by its name, and where: measured here, else in a recorded run."""
    from mmfusion.explain.timing import machine, recorded, way_name

    name = way_name(shown.counts, shown.shape)
    here = st.session_state.get(TIMED_WAYS, {}).get(name)
    if here:
        return here, f"measured here: {machine()}"
    run = recorded()
    found = run.get("ways", {}).get(name, {})
    return {WAYS[way]: seconds for way, seconds in found.items()}, f"recorded: {run.get('machine', '')}"


def bars(found: Mapping[str, Cost | None], times: Mapping[str, float] | None = None) -> str:
    """Return a table as HTML: a bar a way, its sum, its weights' memory, its time; None is covered."""
    most = max(c.total for c in found.values() if c is not None)
    rows = "".join(
        f'<div><dt>{escape(name)}</dt><dd><i class="covered" style="width:100%"></i></dd>'
        "<b>?</b><span>?</span></div>"
        if c is None
        else f"<div><dt>{escape(name)}</dt>"
        f'<dd><i style="width:{100 * c.attention / most:.2f}%"></i>'
        f'<i class="rest" style="width:{100 * c.rest / most:.2f}%"></i></dd>'
        f"<b>{figures.amount(c.total)}</b><span>{figures.amount(c.memory, 'B', 1024.0)}</span>"
        f"{_milliseconds(times.get(name)) if times else ''}</div>"
        for name, c in found.items()
    )
    more = "<em>time</em>" if times else ""
    return (
        f'<div class="mmf-ways{" timed" if times else ""}"><div><dt></dt><dd></dd><em>multiply-adds</em>'
        f"<em>attention weights</em>{more}</div>{rows}</div>"
    )


def _milliseconds(seconds: float | None) -> str:
    if seconds is None:
        return "<span></span>"
    value = 1e3 * seconds
    return f"<span>{value:.0f}\u2009ms</span>" if value >= 20 else f"<span>{value:.1f}\u2009ms</span>"


def below(shown: Setting, view: View, made: Sequence[Made]) -> None:
    """Write how a layer grows, the formula and what can be taken away."""
    total = sum(shown.counts.values())
    st.html('<p class="mmf-h2" style="margin-top:18px">Where does n² bite?</p>')
    chart(figures.scaling(total, shown.width, shown.ratio, palette(), timed(shown)), "cost-scaling")
    _measure(shown, timed(shown))
    note(
        "“O(n² d)” is the attention alone. In one layer it overtakes projections and MLP only beyond "
        "n = (2 + r) d tokens, r the ratio of the MLP: 6 d for the usual r = 4. Long films, or narrow "
        "networks, get there."
    )
    st.html('<hr class="mmf-rule" style="margin-top:14px">')
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="formula"
    ):
        st.latex(FORMULA, width="content")
        st.latex(_values(total, shown), width="content")
        st.html('<span class="mmf-fn">mmfusion.explain.cost</span>', width="content")
        _take_away(shown, made)
    fold("cost", made, covered=covered(shown, view))


def timed(shown: Setting) -> list[figures.Timed]:
    """Return what a layer took: measured in this session, else in a recorded run."""
    here: list[figures.Timed] = st.session_state.get(TIMED, {}).get(_layer(shown), [])
    return here or _recorded(shown)


def _recorded(shown: Setting) -> list[figures.Timed]:
    from mmfusion.explain.timing import layer_name, recorded

    rows = recorded().get("layers", {}).get(layer_name(*_layer(shown)), [])
    return [figures.Timed(int(n), float(seconds)) for n, seconds in rows]


def _layer(shown: Setting) -> tuple[int, int, float]:
    return shown.width, shown.heads, shown.ratio


def _agreement(found: Mapping[str, Cost], shown: Setting) -> str:
    """Say how the formula compares with torch's own counter on this very setting."""
    differ = [words for way, words in WAYS.items() if _count(way, shown) != found[words].total]
    if differ:
        return f"torch counts otherwise for {', '.join(differ)}."
    return "torch's counter agrees to the last one."


@st.cache_data(show_spinner=False, max_entries=500)
def _count(way: Way, shown: Setting) -> int:
    return counted(way, shown.counts, shown.shape)


def _measure(shown: Setting, timed: list[figures.Timed]) -> None:
    """Write the button that times a layer and the ways here, and with which power a layer grows."""
    from mmfusion.explain.timing import TOKENS, exponent, layer_times, machine, recorded, way_name, way_times

    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="cost-measure"):
        asked = st.button("Measure on this machine", key="cost_measure")
        if timed and not asked:
            long = timed[len(timed) // 2 :]
            power = exponent([t.tokens for t in long], [t.seconds for t in long])
            own = _layer(shown) in st.session_state.get(TIMED, {})
            where = f"Measured here: {machine()}" if own else f"Recorded: {recorded().get('machine', '')}"
            note(
                f"One layer, {timed[-1].tokens} tokens: {1e3 * timed[-1].seconds:.0f} ms; from "
                f"{long[0].tokens} tokens on, time grows as n to the {power:.2f}. {where}."
            )
        if asked:
            possible = max(c.total for c in costs(shown).values()) <= MOST_TIMED
            steps = len(TOKENS) + (len(WAYS) if possible else 0)
            bar = st.progress(0.0, "one layer")
            rows: list[figures.Timed] = []
            for n, seconds in layer_times(*_layer(shown)):
                rows.append(figures.Timed(n, seconds))
                bar.progress(len(rows) / steps, f"{n} tokens: {1e3 * seconds:.1f} ms")
            st.session_state.setdefault(TIMED, {})[_layer(shown)] = rows
            if possible:
                ways: dict[str, float] = {}
                for way, seconds in way_times(shown.counts, shown.shape):
                    ways[WAYS[way]] = seconds
                    bar.progress((len(rows) + len(ways)) / steps, f"{WAYS[way]}: {1e3 * seconds:.1f} ms")
                st.session_state.setdefault(TIMED_WAYS, {})[way_name(shown.counts, shown.shape)] = ways
            st.rerun()


def _values(total: int, shown: Setting) -> str:
    d, r = shown.width, shown.ratio
    parts = (2 * total**2 * d, (4 + 2 * r) * total * d**2)
    quadratic, linear = (figures.amount(part).replace("\u2009", r"\,") for part in parts)
    return (
        rf"2 \cdot {total}^2 \cdot {d} + {4 + 2 * r:g} \cdot {total} \cdot {d}^2 = "
        rf"\text{{{quadratic}}} + \text{{{linear}}}"
    )


def chart(made: Any, key: str) -> None:
    """Write a chart without its mode bar."""
    st.plotly_chart(made, key=key, config={"displayModeBar": False})


def table(shown: Setting) -> str:
    """Return the bars as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["way", "attention_macs", "other_macs", "attention_bytes"])
    for name, c in costs(shown).items():
        writer.writerow([name, c.attention, c.rest, c.memory])
    return out.getvalue()


def notebook(shown: Setting) -> str:
    """Return a notebook that computes the bars."""
    lines = [
        "from mmfusion.explain import FUSION_WAYS, Shape, fusion_cost",
        "",
        f"counts = {shown.counts!r}",
        f"shape = {shown.shape!r}",
        "found = {words: fusion_cost(way, counts, shape) for way, words in FUSION_WAYS.items()}",
        "found",
    ]
    last = [
        "from mmfusion.figures import ways",
        "",
        "parts = zip(*found.values())  # attention, all else, memory",
        "ways(*(dict(zip(found, part)) for part in parts))",
    ]
    return notebook_of("What each way to fuse costs", lines, last)


def _take_away(shown: Setting, made: Sequence[Made]) -> None:
    popover = st.popover("Take away", type="tertiary", key="takeaway", on_change="rerun")
    if not popover.open:
        return
    with popover:
        st.code(link(), language=None, wrap_lines=True)
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button("Notebook", notebook(shown), "mmfusion-cost.ipynb", on_click="ignore")
            st.download_button(
                "Numbers, CSV", table(shown), "mmfusion-cost.csv", "text/csv", on_click="ignore"
            )
        files("cost", "mmfusion-cost", made)
