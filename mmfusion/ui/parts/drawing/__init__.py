"""A strategy as a small token network: who may have heard whom, computed from the spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from mmfusion.language import tr
from mmfusion.modality import MODALITIES, title
from mmfusion.nn import FusionSpec, heard, heard_by_cls
from mmfusion.nn.spec import STACKED
from mmfusion.ui.shell import components

_GAP, _NECKS = 40.0, 2


@dataclass(frozen=True)
class Scale:
    """Sizes of a drawing in px: tokens, distance of columns and of layers, room above for the head."""

    token: float
    column: float
    layer: float
    head: float


SMALL = Scale(6.4, 8.6, 8.6, 9.0)
LARGE = Scale(12.0, 18.0, 26.0, 22.0)


def _shown(modality: str) -> int:
    return MODALITIES[modality].drawn if modality in MODALITIES else 4


def _fill(senses: frozenset[str]) -> str:
    if len(senses) > 1 or STACKED in senses:  # early-raw's one stream holds both from the start
        return "var(--mmf-mixed)"
    return f"var(--mmf-{next(iter(senses))})" if senses else "var(--mmf-page)"


def architecture(spec: FusionSpec, scale: Scale = SMALL) -> str:
    """Return the drawing as SVG text: layers upwards, senses side by side, bottleneck between, head on top.

    A token is grey exactly where the spec lets it have received several senses (`mmfusion.nn.heard`). Between
    three streams the one bottleneck stands in either gap.
    """
    depths, first = heard(spec), heard_by_cls(spec)
    wide = scale.layer / 8.6
    gap = _GAP * (1 + (wide - 1) * 0.8)
    top = scale.head + 2
    bottom = top + spec.layers * scale.layer
    left: dict[str, float] = {}
    x = 1.5
    for modality in spec.modalities:
        left[modality] = x
        x += (_shown(modality) - 1) * scale.column + scale.token + gap
    width, height = x - gap + 4, bottom + scale.token + 1.5
    parts: list[str] = []
    for pair in pairwise(spec.modalities):
        parts += _exchange(spec, scale, left, pair, bottom)
    for depth, streams in enumerate(depths):
        y = bottom - depth * scale.layer
        for modality in spec.modalities:
            for column in range(_shown(modality)):
                known = streams[modality] if column else first[depth][modality]
                parts.append(_square(left[modality] + column * scale.column, y, scale, known))
        if spec.bottlenecks and depth >= spec.fusion_layer:
            for pair in pairwise(spec.modalities):
                for x in _neck_columns(scale, left, pair):
                    parts.append(_square(x, y, scale, streams["bottleneck"], neck=True))
    parts.append(_head(spec, scale, left, top))
    sizes = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    words = ", ".join(
        f"{tr('after layer {layer}', layer=depth) if depth else tr('input')}: {_words(streams)}"
        for depth, streams in enumerate(depths)
    )
    opening = f'<svg class="net" {sizes} role="img" aria-label="{words}" style="display:block">'
    return f"{opening}{''.join(parts)}</svg>"


def _words(streams: Mapping[str, frozenset[str]]) -> str:
    def said(known: frozenset[str]) -> str:
        if len(known) > 2:
            return tr("{n} modalities", n=len(known))
        if len(known) == 2 or STACKED in known:
            return tr("both")
        return title(next(iter(known))) if known else tr("nothing yet")

    return "; ".join(
        tr("{stream} tokens know: {known}", stream=title(name), known=said(known))
        for name, known in streams.items()
    )


def _square(x: float, y: float, scale: Scale, senses: frozenset[str], *, neck: bool = False) -> str:
    # A bottleneck token is outlined in its own colour; one that has heard nothing yet is empty.
    edge, width = ("var(--mmf-bottleneck)", scale.token / 4) if neck else ("var(--mmf-ghost)", 1.0)
    inset = width / 2 if neck or not senses else 0.0
    line = f";stroke:{edge};stroke-width:{width:.1f}" if inset else ""
    return (
        f'<rect x="{x + inset:.1f}" y="{y + inset:.1f}" width="{scale.token - 2 * inset:.1f}" '
        f'height="{scale.token - 2 * inset:.1f}" rx="{0 if neck else scale.token / 5:.1f}" '
        f'style="fill:{_fill(senses)}{line}"/>'
    )


def _neck_columns(scale: Scale, left: Mapping[str, float], pair: tuple[str, str]) -> list[float]:
    first, second = pair
    end = left[first] + (_shown(first) - 1) * scale.column + scale.token
    width = (_NECKS - 1) * (scale.column + 1) + scale.token
    start = end + (left[second] - end - width) / 2
    return [start + i * (scale.column + 1) for i in range(_NECKS)]


def _exchange(
    spec: FusionSpec, scale: Scale, left: Mapping[str, float], pair: tuple[str, str], bottom: float
) -> list[str]:
    """Draw what joins two neighbouring streams between one layer and the next."""
    first, second = pair
    end = left[first] + (_shown(first) - 1) * scale.column + scale.token + 1.5
    begin = left[second] - 1.5
    out = []
    for depth in range(spec.fusion_layer, spec.layers):
        low = bottom - depth * scale.layer + scale.token / 2
        high = low - scale.layer

        def crossing(a: float, b: float, low: float = low, high: float = high) -> str:
            return f"M{a:.1f} {low:.1f}L{b:.1f} {high:.1f}"

        if spec.exchange == "self":
            top = high - scale.token / 2 + 0.5
            out.append(
                f'<rect x="{end:.1f}" y="{top:.1f}" width="{begin - end:.1f}" height="{scale.token - 1:.1f}" '
                'style="fill:var(--mmf-hairline)"/>'
            )
        elif spec.exchange == "cross":
            line = 'style="stroke:var(--mmf-ghost);stroke-width:1;fill:none"'
            out.append(f'<path d="{crossing(end, begin)}{crossing(begin, end)}" {line}/>')
        elif spec.exchange == "bottleneck":
            necks = _neck_columns(scale, left, pair)
            inner, outer = necks[0] - 1.2, necks[-1] + scale.token + 1.2
            line = 'style="stroke:var(--mmf-bottleneck);stroke-width:1;fill:none"'
            pairs = ((end, inner), (inner, end), (begin, outer), (outer, begin))
            out.append(f'<path d="{"".join(crossing(a, b) for a, b in pairs)}" {line}/>')
    return out


def _head(spec: FusionSpec, scale: Scale, left: Mapping[str, float], top: float) -> str:
    """Ring the CLS tokens and join them to the one answer."""
    centres = [left[m] + scale.token / 2 for m in spec.modalities]
    ring, ink = scale.token + 2.4, "stroke:var(--mmf-ink);fill:none"
    rings = "".join(
        f'<rect x="{x - ring / 2:.1f}" y="{top - 1.2:.1f}" width="{ring:.1f}" height="{ring:.1f}" '
        f'rx="{scale.token / 3:.1f}" style="{ink};stroke-width:1"/>'
        for x in centres
    )
    bar, foot = 3.0, top - 1.2
    lines = "".join(f"M{x:.1f} {foot:.1f}V{bar}" for x in centres)
    across = f"M{centres[0]:.1f} {bar}H{centres[-1]:.1f}" if len(centres) > 1 else ""
    middle = sum(centres) / len(centres)
    return (
        f'{rings}<path d="{lines}{across}" style="{ink};stroke-width:1"/>'
        f'<circle cx="{middle:.1f}" cy="{bar}" r="2.6" style="fill:var(--mmf-ink)"/>'
    )


def drawing(spec: FusionSpec, scale: Scale = SMALL, *, key: str) -> None:
    """Mount a strategy's drawing (`architecture`) as a figure of its own. It tells Python nothing."""
    components.mount(__file__, key=key, data=architecture(spec, scale))
