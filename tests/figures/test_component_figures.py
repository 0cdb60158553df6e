"""Every figure shows the numbers that it is given, in both themes, by the colours of the modalities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from mmfusion import figures
from mmfusion.explain.trace import AttentionTrace, Label
from mmfusion.figures.labels import words
from mmfusion.figures.pad import REGIONS, who_knows
from mmfusion.figures.template import DARK, LIGHT, Palette
from mmfusion.figures.weights import shares_of
from mmfusion.nn.tokens import Place

THEMES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda p: p.name)
RNG = np.random.default_rng(5)
FRAMES, ROWS, COLUMNS, BANDS, STEPS = 2, 2, 3, 2, 4


def a_trace() -> AttentionTrace:
    """Two heads over 12 patches, 8 cells, their CLS and 2 bottleneck tokens."""
    seen = [
        Place(r, c, 0.6 * f, 0.6 * f + 0.6, f)
        for f in range(FRAMES)
        for r in range(ROWS)
        for c in range(COLUMNS)
    ]
    heard = [Place(b, s, 0.3 * s, 0.3 * s + 0.3) for b in range(BANDS) for s in range(STEPS)]
    labels = [Label("visual", i, place) for i, place in enumerate([None, *seen])]
    labels += [Label("audio", i, place) for i, place in enumerate([None, *heard])]
    labels += [Label("bottleneck", i) for i in range(2)]
    every = tuple(range(len(labels)))
    weights = RNG.dirichlet(np.ones(len(labels)), (2, len(labels))).astype(np.float16)
    return AttentionTrace(
        {(1, "shared"): weights}, tuple(labels), {(1, "shared"): every}, {(1, "shared"): every}
    )


TRACE = a_trace()


class OneExchange:
    """A layer through whose bottleneck two tokens pass."""

    def __init__(self, layer: int, loaded: bool, heard: bool) -> None:
        self.layer, self.loaded, self.heard = layer, loaded, heard
        self.reads = {m: RNG.uniform(0, 0.2, (2, 5)) for m in ("visual", "audio")}
        self.takes = {m: RNG.uniform(0, 0.2, (5, 2)) for m in ("visual", "audio")}

    def read_share(self, modality: str) -> np.ndarray:
        return self.reads[modality].sum(axis=1) / 2

    def taken_share(self, modality: str) -> np.ndarray:
        return self.takes[modality].mean(axis=0)


EXCHANGES = [OneExchange(1, False, True), OneExchange(2, True, False)]
HALF = np.full((3, 2), 0.5)
CORNERS = np.eye(3)
MADE: dict[str, Callable[[Palette], go.Figure]] = {
    "attention": lambda p: figures.attention(TRACE, 1, "shared", 0, p),
    "attention, mean": lambda p: figures.attention(TRACE, 1, "shared", palette=p),
    "attention, frames": lambda p: figures.attention_over_frames(TRACE, 1, "shared", 3, 1, p),
    "heads": lambda p: figures.heads(
        [figures.Statistic("share", {(0, "audio", 0): 0.2, (1, "visual", 1): 0.4}, "audio")], p
    ),
    "heads off": lambda p: figures.heads_off(
        [0.9, 0.8, 0.3], [0.9, 0.4, 0.3], ([0, 2], [0.9, 0.3], [0.9, 0.3]), 1, p
    ),
    "clip map": lambda p: figures.clip_map(
        RNG.uniform(size=(2, 2, 3)), RNG.uniform(size=(2, 4)), duration=2.4, high=1, palette=p
    ),
    "clip map, signed": lambda p: figures.clip_map(
        RNG.normal(size=(2, 2, 3)), None, duration=2.4, signed=True, palette=p
    ),
    "flow": lambda p: figures.flow(EXCHANGES, p),
    "triangle": lambda p: figures.triangle(
        CORNERS,
        [0.7, 0.8, 0.75],
        ["a", "b", "c"],
        [0.1, -0.1, -0.2],
        {"equal": [0.4, 0.3, 0.3]},
        (0, 1, 0),
        p,
    ),
    "grams": lambda p: figures.grams(np.stack([np.eye(3)] * 2), ["a", "b"], [0.5, 0.5], ["x", "x", "y"], p),
    "bend": lambda p: figures.bend(np.ones((2, 4, 4)), [[0.1, 0.2]], [0], [1, 1], palette=p),
    "convergence": lambda p: figures.convergence([9, 5], [1, 4.9], [0.9, 0.02], 0.001, p),
    "cuts": lambda p: figures.cuts([0, 1], [3, 2], [[2.5, 1.5]], [0.5], ["a", "b"], p),
    "duals": lambda p: figures.duals([0.2, 0.0, 0.1], 1, 10, p),
    "weights over p": lambda p: figures.weights_over_p(
        ["1", "∞"], [[1, 0, 0], [1, 1, 1]], ["a", "b"], "1", p
    ),
    "weights over C": lambda p: figures.weights_over_cost(
        [1, 10], np.ones((3, 2, 2)), np.full((3, 2), 0.5), ["1", "2", "∞"], ["a"], 10, p
    ),
    "parts": lambda p: figures.parts([0.5, -0.25, 0.1], ["a", "b"], 0.125, p),
    "pad": lambda p: figures.pad(
        HALF, HALF, np.full((3, 3, 2), 0.5), 0, [None, 0, -8], [0, 3, 6], ["x", "y"], (1, 1), p
    ),
    "answers": lambda p: figures.answers(
        {"mid": [[0.7, 0.3], [0.5, 0.5], [0.6, 0.4]]}, ["left", "right"], 0, palette=p
    ),
    "over time": lambda p: figures.over_time(
        [2, 4],
        {"mid": [[0, 0.9], [1, 0.6]]},
        ["bird", "frog"],
        total=6,
        window=4,
        peaks=[0.1, 1.0],
        palette=p,
    ),
    "barcode": lambda p: figures.barcode(
        {"visual": np.ones((2, 4)), "audio": np.ones((1, 4))}, {"visual": ["CLS", "1"], "audio": ["CLS"]}, p
    ),
    "counts": lambda p: figures.counts([1, 8], [16], [[24, 192]], [2.4], [0.15], [[64]], p),
    "spectrogram": lambda p: figures.spectrogram(np.zeros((96, 10)), np.zeros(1600), 0.1, palette=p),
    "side by side": lambda p: figures.side_by_side(
        {"measured": [0.5, 1], "true": [0, np.nan]},
        ["a", "b"],
        heading="bits",
        axis="bits",
        of="part",
        streams=["visual", "fused"],
        palette=p,
    ),
    "ways": lambda p: figures.ways({"late": 2e6}, {"late": 5e6}, {"late": 1024}, p),
}


@THEMES
@pytest.mark.parametrize("name", MADE)
def test_a_figure_stands_by_itself_on_its_theme_with_named_axes(name: str, palette: Palette) -> None:
    figure = MADE[name](palette)
    said = figure.layout
    assert said.paper_bgcolor == palette.page
    assert said.title.text
    assert said.title.font.color == palette.ink
    axes = [
        axis for axis in (*figure.select_xaxes(), *figure.select_yaxes()) if axis.showticklabels is not False
    ]
    cartesian = name not in ("flow", "triangle")
    assert all(axis.title.text for axis in axes if cartesian), "an axis with values has a name"
    assert all(axis.fixedrange is not True for axis in axes), "it can be zoomed"
    assert figure.to_json(), "it can be sent"


@THEMES
def test_attention_is_the_head_s_weights_and_hovering_names_both_tokens(palette: Palette) -> None:
    figure = figures.attention(TRACE, 1, "shared", 1, palette)
    shown = np.concatenate([trace.z for trace in figure.data], axis=1)
    assert np.array_equal(shown, TRACE.weights[1, "shared"][1].astype(np.float32))
    names = [words(label) for label in TRACE.labels]
    assert [name for trace in figure.data for name in trace.x] == names
    assert all(list(trace.y) == names for trace in figure.data)
    assert names[1] == "picture, frame 1, row 1, column 1"
    assert names[15] == "sound, band 1, 0.30–0.60 s"
    assert all("%{y}" in trace.hovertemplate and "%{x}" in trace.hovertemplate for trace in figure.data)
    assert all(trace.hoverongaps is False for trace in figure.data), "no block speaks for another one's keys"
    for name, tick in zip(("visual", "audio", "bottleneck"), figure.layout.xaxis.ticktext, strict=True):
        assert palette.words(name) in tick, "the axis says which keys are whose, in their colours"
    assert [trace.colorscale[-1][1] for trace in figure.data] == [
        palette.shades["visual"].ramp,
        palette.shades["audio"].ramp,
        palette.shades["bottleneck"].ramp,
    ]


def test_the_mean_of_heads_is_shown_where_none_is_asked_for() -> None:
    shown = np.concatenate([t.z for t in figures.attention(TRACE, 1, "shared").data], axis=1)
    assert np.allclose(shown, TRACE.weights[1, "shared"].astype(np.float32).mean(axis=0))


@pytest.mark.parametrize(("layer", "stream", "head"), [(0, "shared", 0), (1, "audio", 0), (1, "shared", 2)])
def test_a_head_that_is_not_there_is_refused(layer: int, stream: str, head: int) -> None:
    with pytest.raises(ValueError, match=r"no attention|of 2"):
        figures.attention(TRACE, layer, stream, head)


@THEMES
def test_attention_over_frames_has_a_frame_a_picture_with_its_patches_in_place(palette: Palette) -> None:
    pictures = RNG.integers(0, 255, (FRAMES, 8, 12, 3), dtype=np.uint8)
    figure = figures.attention_over_frames(TRACE, 1, "shared", 15, 0, palette, pictures)
    row = TRACE.weights[1, "shared"][0, 15].astype(np.float32)
    shown = np.stack([frame.data[0].z for frame in figure.frames])
    assert np.array_equal(shown, row[1 : 1 + FRAMES * ROWS * COLUMNS].reshape(FRAMES, ROWS, COLUMNS))
    assert np.array_equal(figure.data[0].z, shown[0]), "the first frame is shown before any is chosen"
    assert [step.label for step in figure.layout.sliders[0].steps] == ["1", "2"]
    assert figure.layout.updatemenus[0].buttons[0].label == "Play"
    below = [frame.layout.images[0].source for frame in figure.frames]
    assert below[0] != below[1]
    assert below[0] == figure.layout.images[0].source


@THEMES
def test_heads_stand_at_their_layer_and_number_and_a_menu_changes_what_is_shown(palette: Palette) -> None:
    share = {(0, "visual", 0): 0.1, (0, "visual", 1): 0.2, (2, "shared", 1): 0.9}
    missed = {(0, "visual", 0): -0.3, (2, "shared", 1): 0.5}
    figure = figures.heads(
        [figures.Statistic("share", share, "audio"), figures.Statistic("missed", missed, low=0.0)], palette
    )
    first, second = figure.data
    assert list(first.x) == ["picture 1", "picture 2", "shared 2"]
    assert list(first.y) == ["1", "2", "3"]
    nan = np.nan
    assert np.array_equal(first.z, [[0.1, 0.2, nan], [nan, nan, nan], [nan, nan, 0.9]], equal_nan=True)
    assert np.array_equal(second.z, [[-0.3, nan, nan], [nan, nan, nan], [nan, nan, 0.5]], equal_nan=True)
    assert first.colorscale[-1][1] == palette.shades["audio"].ramp
    assert second.colorscale[-1][1] == palette.ink
    assert (second.zmin, second.zmax) == (0, 0.5)
    assert (first.visible, second.visible) == (True, False)
    choices = figure.layout.updatemenus[0].buttons
    assert [b.label for b in choices] == ["share", "missed"]
    assert choices[1].args[0]["visible"] == [False, True]


@THEMES
def test_a_map_lies_on_its_frames_and_cells_on_one_stated_scale(palette: Palette) -> None:
    seen, heard = RNG.uniform(size=(2, 2, 3)), RNG.uniform(size=(2, 4))
    figure = figures.clip_map(seen, heard, duration=2.4, edges=(0, 500, 4000), palette=palette)
    assert np.array_equal(np.stack([t.z for t in figure.data[:2]]), seen)
    assert np.array_equal(figure.data[2].z, heard)
    assert figure.data[2].customdata[1][3] == "band 2 (500–4,000 Hz), 1.80–2.40 s"
    scales = figure.layout.coloraxis, figure.layout.coloraxis2
    top = max(seen.max(), heard.max())
    assert all((scale.cmin, scale.cmax) == (0, top) for scale in scales)
    assert [scale.colorscale[-1][1] for scale in scales] == [
        palette.shades["visual"].ramp,
        palette.shades["audio"].ramp,
    ]


@THEMES
def test_a_map_with_a_sign_has_zero_in_the_middle_and_other_colours(palette: Palette) -> None:
    figure = figures.clip_map(np.array([[[-2.0, 1.0]]]), duration=1, signed=True, palette=palette)
    scale = figure.layout.coloraxis
    assert (scale.cmin, scale.cmax) == (-2, 2)
    assert [end for _, end in scale.colorscale] == [palette.minus, palette.page, palette.plus]
    with pytest.raises(ValueError, match="signed"):
        figures.clip_map(np.array([[[-2.0, 1.0]]]), duration=1)


@THEMES
def test_the_flow_s_ribbons_are_the_shares_in_both_directions_at_their_layers(palette: Palette) -> None:
    figure = figures.flow(EXCHANGES, palette)
    link, node = figure.data[0].link, figure.data[0].node
    wanted = {}
    for one in EXCHANGES:
        for m, name in (("visual", "picture"), ("audio", "sound")):
            for j in range(2):
                wanted[f"{name} → token {j + 1}, layer {one.layer + 1}"] = one.read_share(m)[j]
                wanted[f"token {j + 1} → {name}, layer {one.layer + 1}"] = one.taken_share(m)[j]
    shown = {said.split("<br>")[0]: value for said, value in zip(link.customdata, link.value, strict=True)}
    assert shown == wanted
    for source, target in zip(link.source, link.target, strict=True):
        assert node.x[source] < node.x[target], "every ribbon runs to the next layer"
    colours = {said.split(" ")[0]: node.color[i] for i, said in enumerate(node.customdata)}
    assert colours == {
        m: palette.mark(s)
        for m, s in (("picture", "visual"), ("sound", "audio"), ("bottleneck", "bottleneck"))
    }
    said = dict(zip((c.split("<br>")[0] for c in link.customdata), link.customdata, strict=True))
    assert "holds nothing of the clip yet" in said["token 1 → sound, layer 2"]
    assert "no layer reads it" in said["sound → token 1, layer 3"]


@THEMES
def test_the_triangle_shows_each_accuracy_at_its_weights_and_the_marks(palette: Palette) -> None:
    points, values = RNG.dirichlet([1, 1, 1], 10), RNG.uniform(0.7, 0.9, 10)
    figure = figures.triangle(
        points, values, ["a", "b", "c"], None, {"L1": [0.5, 0.2, 0.3]}, [0, 1, 0], palette
    )
    own, mark, here = figure.data
    assert np.array_equal(np.stack([own.a, own.b, own.c], axis=1), points)
    assert np.array_equal(own.marker.color, values)
    assert np.allclose(own.customdata, 100 * values)
    assert (mark.name, *mark.a, *mark.b, *mark.c) == ("L1", 0.5, 0.2, 0.3)
    assert (here.name, *here.a, *here.b, *here.c) == ("here", 0, 1, 0)
    assert [figure.layout.ternary[f"{x}axis"].title.text for x in "abc"] == ["a", "b", "c"]


def test_the_line_runs_where_nothing_is_left_of_the_slack() -> None:
    steps = 6
    points = np.array([(i, j, steps - i - j) for i in range(steps + 1) for j in range(steps + 1 - i)]) / steps
    normal = np.array([1.0, -0.4, 0.2])  # a plane: between points it is linear
    slack = points @ normal - 0.31
    figure = figures.triangle(points, np.zeros(len(points)), ["a", "b", "c"], slack)
    line = figure.data[1]
    ends = np.stack([line.a, line.b, line.c], axis=1)
    ends = ends[~np.isnan(ends[:, 0])]
    assert np.allclose(ends.sum(axis=1), 1)
    left = ends @ normal - 0.31
    assert left.min() > -1e-9, "nothing outside is enclosed"
    inner = ends[ends.min(axis=1) > 1e-9]
    assert len(inner) > 4
    assert np.allclose(inner @ normal, 0.31), "inside the triangle it runs where the slack is 0"
    corner = np.abs(ends - [1, 0, 0]).sum(axis=1).min()
    assert corner < 1e-9, "along the edges it closes"
    good = [said != "" for said in figure.data[0].text]
    assert good == (slack >= 0).tolist()


def test_regions_are_who_gives_the_truth_the_most() -> None:
    sure, lost = [0.9, 0.1], [0.1, 0.9]
    both = np.array([[sure, sure, lost], [sure, lost, lost]])
    found = who_knows([sure, lost, lost], [sure, lost], both, 0)
    assert [[REGIONS[i] for i in row] for row in found] == [
        ["each alone is correct", "picture alone is correct", "fusion is wrong"],
        ["sound alone is correct", "no network is correct", "no network is correct"],
    ]
    assert REGIONS[who_knows([lost], [lost], np.array([[sure]]), 0)[0, 0]] == "only fusion is correct"
    assert REGIONS[who_knows(None, [lost], np.array([[sure]]), 0)[0, 0]] == "only fusion is correct"
    assert REGIONS[who_knows([sure], None, np.array([[lost]]), 0)[0, 0]] == "fusion is wrong"


@THEMES
def test_the_pad_says_what_each_network_gives_the_truth_and_where_the_point_is(palette: Palette) -> None:
    audio, visual = RNG.dirichlet(np.ones(3), 4), RNG.dirichlet(np.ones(3), 2)
    fused = RNG.dirichlet(np.ones(3), (2, 4))
    figure = figures.pad(audio, visual, fused, 1, [None, 0, -4, -8], [0, 9], ["x", "y", "z"], (2, 1), palette)
    ground, point = figure.data
    assert np.array_equal(ground.z, who_knows(audio, visual, fused, 1))
    assert list(ground.x) == ["clean", "0", "−4", "−8"]
    assert list(ground.y) == ["0", "9"]
    said = ground.customdata[1][2]
    for name, p in (("sound", audio[2]), ("picture", visual[1]), ("fusion", fused[1, 2])):
        assert f"{name} {p[1]:.2f}" in said
    assert (*point.x, *point.y) == ("−4", "9")
    assert point.customdata[0] == said


@THEMES
def test_bounds_and_gap_are_the_solver_s(palette: Palette) -> None:
    primal, dual, gap = [9.0, 6.0, 5.0], [1.0, 4.0, 4.9], [0.9, 0.4, 0.02]
    above, below, between = figures.convergence(primal, dual, gap, palette=palette).data
    assert (list(above.y), list(below.y)) == (primal, dual)
    assert list(between.y) == [100 * g for g in gap]
    assert list(above.x) == [1, 2, 3]


def test_weights_are_shares_and_noise_is_added_up() -> None:
    weights = np.array([[2.0, 1.0, 0.5, 0.5], [1.0, 1.0, 1.0, 1.0]])
    figure = figures.weights_over_p(["1", "∞"], weights, ["a", "b"])
    shown = np.stack([trace.y for trace in figure.data], axis=1)
    assert np.array_equal(shown, shares_of(weights, 2))
    assert shown.tolist() == [[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]]
    assert [trace.name for trace in figure.data] == ["a", "b", "all noise"]
    strong = [trace.name for trace in figure.data if trace.line.color == LIGHT.ink]
    assert strong == ["a"], "the one that leads at the first p"


def test_paths_over_c_show_weights_and_what_is_right_of_every_p() -> None:
    weights, right = RNG.uniform(size=(3, 2, 4)), RNG.uniform(size=(3, 2))
    figure = figures.weights_over_cost([1, 10], weights, right, ["1", "2", "∞"], ["a", "b"])
    for i in range(2):
        shown = np.stack([t.y for t in figure.data[3 * i : 3 * i + 3]], axis=1)
        assert np.array_equal(shown, shares_of(weights[i], 2))
    assert np.array_equal(np.stack([t.y for t in figure.data[6:]]), 100 * right)


def test_a_slider_lets_the_cuts_arrive_one_by_one() -> None:
    lines, tried = [[2.5, 1.5], [1.0, 2.0], [2.0, 1.8]], [0.5, 0.9, 0.2]
    figure = figures.cuts([0, 0.5, 1], [3, 2, 2.5], lines, tried, ["a", "b"])
    names = [trace.name for trace in figure.data]
    assert [list(t.y) for t in figure.data if t.name.startswith("cut")] == lines
    assert [t.x[0] for t in figure.data if t.name.startswith("tried")] == tried
    second = figure.layout.sliders[0].steps[2].args[0]["visible"]
    assert [n for n, on in zip(names, second, strict=True) if on] == ["J", "cut 1", "cut 2", "tried 2"]


def test_what_adds_up_to_a_decision_is_shown_with_its_sum() -> None:
    bars = figures.parts([0.5, -0.25, 0.1, 0.1], ["Lab", "PHOG"], 0.125).data[0]
    assert dict(zip(bars.y, bars.x, strict=True)) == pytest.approx(
        {"Lab": 0.5, "PHOG": -0.25, "all noise": 0.2, "b": 0.125, "f(x)": 0.575}
    )
    assert bars.marker.color[1] == LIGHT.minus


@THEMES
def test_answers_have_a_bar_and_a_tick_a_sense_and_nothing_where_nothing_ran(palette: Palette) -> None:
    mid, late = RNG.dirichlet(np.ones(3), 3), RNG.dirichlet(np.ones(3), 3)
    late[2] = np.nan
    figure = figures.answers({"mid": mid, "late": late}, ["x", "y", "z"], 2, palette=palette)
    shown = {trace.name: trace.x.tolist() for trace in figure.data}
    assert shown == {
        "mid": mid[0].tolist(),
        "mid, picture alone": mid[1].tolist(),
        "mid, sound alone": mid[2].tolist(),
        "late": late[0].tolist(),
        "late, picture alone": late[1].tolist(),
    }
    assert list(figure.data[0].y) == ["x", "y", "<b>z ✓</b>"]
    ticks = {trace.name: trace.marker.line.color for trace in figure.data if trace.type == "scatter"}
    assert ticks["mid, picture alone"] == palette.mark("visual")
    assert ticks["mid, sound alone"] == palette.mark("audio")


def test_over_time_names_the_answer_of_every_window_and_shades_the_one_in_use() -> None:
    tops = {"mid": [[0, 0.9], [1, 0.6]], "late": [[1, 0.5], [1, 0.7]]}
    figure = figures.over_time([2, 4], tops, ["bird", "frog"], total=6, window=4, start=1.5, focus="mid")
    late, mid = figure.data
    assert (list(mid.y), list(mid.text)) == ([0.9, 0.6], ["bird", "frog"])
    assert (list(late.y), list(late.text)) == ([0.5, 0.7], ["frog", "frog"])
    assert mid.line.color == LIGHT.ink, "the one in focus is drawn last, in ink"
    shade = figure.layout.shapes[0]
    assert (shade.x0, shade.x1) == (1.5, 5.5)


def test_a_barcode_s_bars_are_the_lengths_of_the_vectors() -> None:
    z = {"visual": RNG.normal(size=(4, 8)), "audio": RNG.normal(size=(3, 8))}
    names = {"visual": list("abcd"), "audio": list("xyz")}
    figure = figures.barcode(z, names)
    for trace, (sense, own) in zip(figure.data, z.items(), strict=True):
        assert np.allclose(trace.z[0], np.sqrt((own**2).sum(axis=1)))
        assert list(trace.customdata[0]) == names[sense]
        assert trace.colorscale[-1][1] == LIGHT.ramp(sense)[1][1]
    assert list(figure.data[1].x) == [5, 6, 7], "one list: the sound goes on where the picture ends"


def test_kernels_are_shown_with_their_weighted_sum() -> None:
    parts = RNG.uniform(size=(3, 4, 4)).astype(np.float32)
    figure = figures.grams(parts, ["a", "b", "c"], [0.5, 0.3, 0.2], ["x", "x", "y", "y"])
    assert np.array_equal(np.stack([t.z for t in figure.data[:3]]), parts)
    assert np.allclose(figure.data[3].z, 0.5 * parts[0] + 0.3 * parts[1] + 0.2 * parts[2])
    assert figure.data[0].x[2] == "y (3)"


def test_a_boundary_s_field_is_the_right_way_up_at_every_mixture() -> None:
    fields = RNG.normal(size=(3, 5, 5))
    figure = figures.bend(fields, [[0.2, 0.9], [0.4, 0.1]], [0, 1], [1, 2, 2])
    assert np.allclose(np.stack([frame.data[0].z for frame in figure.frames]), fields[:, ::-1])
    assert [(t.x[0], t.y[0]) for t in figure.data[1:]] == [(0.2, 0.9), (0.4, 0.1)]


@THEMES
def test_kinds_stand_side_by_side_in_the_colours_of_their_rows(palette: Palette) -> None:
    figure = MADE["side by side"](palette)
    first, second = figure.data
    assert (list(first.x), list(first.y)) == ([0.5, 1.0], ["a", "b"])
    assert second.x[0] == 0
    assert np.isnan(second.x[1])
    assert list(first.marker.line.color) == [palette.mark("visual"), palette.ink]
    assert first.marker.color != second.marker.color, "or kinds could not be told apart"
    assert figure.layout.yaxis.autorange == "reversed", "the first row on top"


def test_costs_are_stacked_by_what_they_grow_with() -> None:
    strong, faint = figures.ways({"a": 2.0, "b": 3.0}, {"a": 5.0, "b": 1.0}, {"a": 1024, "b": 2048}).data
    assert (list(strong.x), list(faint.x)) == ([2.0, 3.0], [5.0, 1.0])
    assert "1.00\u2009kB" in strong.customdata[0]


@pytest.mark.parametrize(
    "make",
    [
        lambda: figures.weights_of([[1.0]], [], []),
        lambda: figures.heads([]),
        lambda: figures.flow([]),
        lambda: figures.clip_map(duration=1),
        lambda: figures.triangle(CORNERS, [1, 2], ["a", "b", "c"]),
        lambda: figures.convergence([1], [1, 2], [1]),
        lambda: figures.pad(HALF, HALF, np.zeros((2, 3, 2)), 0, [None, 0, 1], [0, 1, 2]),
        lambda: figures.answers({"mid": [[1.0]]}, ["x", "y"]),
        lambda: figures.barcode({"audio": np.ones((2, 2))}, {"audio": ["one"]}),
        lambda: figures.grams(np.zeros((2, 3, 3)), ["a"], [1.0], ["x"] * 3),
        lambda: figures.weights_over_p(["1"], np.ones((2, 2)), ["a"]),
        lambda: figures.over_time([1, 2], {"mid": [[0, 1.0]]}, ["x"], total=3, window=1),
        lambda: figures.counts([1], [2], [[1, 2]], [1], [1], [[1]]),
        lambda: figures.spectrogram(np.zeros((2, 2)), [], 1.0),
        lambda: figures.side_by_side({"a": [1, 2]}, ["x"], heading="h", axis="p", of="o"),
        lambda: figures.side_by_side({"a": [1]}, ["x"], heading="h", axis="p", of="o", streams=["audio"] * 2),
        lambda: figures.side_by_side({k: [1] for k in "abcde"}, ["x"], heading="h", axis="p", of="o"),
    ],
)
def test_what_does_not_fit_is_refused(make: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        make()
