"""The figure: the clip, and on its time axis what each method says of it; what is sent to the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import language, tr
from mmfusion.ui.attribution.computed import METHODS, SHORT, SIGNED, TWIN, Found, Row
from mmfusion.ui.attribution.explanations import Area, Header, Truth
from mmfusion.ui.attribution.explanations import Row as Sent
from mmfusion.ui.clips.own import kept
from mmfusion.ui.clips.player import jpeg, shades
from mmfusion.ui.clips.subject import Subject, Watched
from mmfusion.ui.parts.number import shown
from mmfusion.ui.shell.components import pack

if TYPE_CHECKING:
    from mmfusion.explain.compared import Place


@kept(4, of=Watched, shared=24)
def clip(watched: Watched) -> tuple[dict[str, dict[str, float]], dict[str, bytes | list[bytes]]]:
    """Return the clip as the script needs it: frames, and the sound in the bands of its cells."""
    from mmfusion.media import in_bands

    own, layout = watched.subject.clip(), watched.subject.layout
    header: dict[str, dict[str, float]] = {}
    blobs: dict[str, bytes | list[bytes]] = {
        "frames": [] if own.frames is None else [jpeg(frame) for frame in own.frames]
    }
    if own.waveform is not None:
        parts = in_bands(own.waveform, own.sample_rate, layout.edges)
        peak = max(1.0, float(np.abs(parts).max()))
        blobs["bands"] = [np.rint(part / peak * 32767).astype("<i2").tobytes() for part in parts]
        header["sound"] = {"rate": own.sample_rate, "peak": peak}
        mel = shades(own.waveform, own.sample_rate)
        blobs["mel"] = mel.tobytes()
        header["mel"] = {"bands": mel.shape[0], "columns": mel.shape[1]}
    return header, blobs


def full(rows: tuple[Row, ...]) -> float:
    """Return the share of a map at which its colour is full, where all maps are on one scale.

    The largest share that one place holds, the median over maps: at the largest of all, one map that gathers
    in a single patch would leave the others without colour.
    """
    from mmfusion.explain.compared import shares

    known = [shares(row.found.map) for row in rows if row.found is not None]
    most = [max(float(np.abs(part).max()) for part in one.values()) for one in known]
    return float(np.median(most)) if most else 1.0


def buffer(
    watched: Watched, answer: int, p: float, known: Found, *, alone: bool, pick: str, wait: bool
) -> bytes:
    """Return what the script draws.

    Args:
        watched: the clip and the network.
        answer: whose maps they are.
        p: its probability.
        known: the rows.
        alone: whether each map has its own scale.
        pick: the method whose map lies over the clip.
        wait: whether what is not known yet is left alone.

    """
    from mmfusion.explain.compared import shares

    subject = watched.subject
    facts, blobs = clip(watched)
    name = tr(subject.classes(subject.asks)[answer])
    maps = []
    for row in known.rows:
        parts = [] if row.found is None else list(shares(row.found.map).values())
        maps.append(np.concatenate(parts).astype("<f4").tobytes() if parts else b"")
    mark = "" if subject.truth is None else " ✓" if subject.truth == answer else " ✗"
    called, what = subject.called
    sizes = next(({m: x.size for m, x in r.found.map.items()} for r in known.rows if r.found), {})
    pending = "" if wait else known.pending
    first = next(iter(METHODS))
    header: Header = {
        "key": f"{watched.key}/{answer}/{known.done}/{alone}/{bool(pending)}/{language()}",
        "clip": subject.key,
        "about": [called, what, f"{name} {shown(p)}{mark}"],
        "answer": name,
        "spans": [(m, 1 + size) for m, size in sizes.items()],
        "geometry": subject.layout.header(),
        "rows": [_sent(row) for row in known.rows],
        "full": 0.0 if alone else full(known.rows),
        "pending": pending,
        "truth": sounding(subject),
        "pick": pick if pick in {row.method for row in known.rows} else known.rows[0].method or first,
        **facts,  # type: ignore[typeddict-item]  # what the player needs, of each kind of clip
    }
    return pack(header, {**blobs, "maps": maps})


def sounding(subject: Subject) -> Truth | None:
    """Return the object that sounds and the patches that show it; None where none is known to."""
    own = next((one for one in subject.objects() if one["sounds"]), None)
    return None if own is None else {"name": tr(own["name"]), "tokens": own["tokens"]}


def _sent(row: Row) -> Sent:
    title, words = METHODS[row.method]
    gap = "" if row.found is None or row.found.gap is None else completeness(row.found.gap)
    return {
        "name": row.method,
        "title": tr(title),
        "words": tr(words),
        "short": tr(SHORT[row.method]),
        "signed": row.method in SIGNED,
        "gap": "" if row.method == TWIN else gap,
        "deletion": _area(row.deletion),
        "insertion": _area(row.insertion),
    }


def _area(place: Place | None) -> Area | None:
    if place is None:
        return None
    other = None if place.other is None else round(place.other, 4)
    return {
        "own": round(place.own, 4),
        "low": round(place.low, 4),
        "high": round(place.high, 4),
        "other": other,
    }


def completeness(gap: float) -> str:
    """Return in per cent how far attributions are from adding up, and whether that is too far."""
    from mmfusion.explain.path_integral import TOLERANCE

    if gap < TOLERANCE:
        return f"{100 * gap:.2f} %"
    return tr("{gap:.2f} %, above {most:.0f} %", gap=100 * gap, most=100 * TOLERANCE)
