"""What travels to the figure of the page *draw it, say it*: rows, curves, pixels, the voice and its noise."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import tr
from mmfusion.measure.metrics import softmax
from mmfusion.ui.draw import computed
from mmfusion.ui.draw.believing import Header, Strategy
from mmfusion.ui.draw.computed import OWN, TITLES, Pair
from mmfusion.ui.shell.components import pack
from mmfusion.ui.shell.work import turn

if TYPE_CHECKING:
    from mmfusion.tasks.digits.believing import Believed
    from mmfusion.ui.draw.live import Run

BOTH = ("visual", "audio")


def turned(turns: float | None) -> str:
    """Return the ratio at which a strategy turns, in words."""
    if turns is None:
        return "–"
    if np.isinf(turns):
        return "> 24 dB" if turns > 0 else "< −24 dB"
    return f"{turns:+.0f} dB".replace("-", "−").replace("+0", "0").replace("−0", "0")


def ends(found: Believed, strategy: str = "late") -> tuple[int, int, bool]:
    """Return the two ends of the bars: the picture's and the voice's digit, or the likeliest other."""
    a, b = found.seen, found.heard
    if a is not None and b is not None and a != b:
        return a, b, True
    own = a if a is not None else b
    if own is None:
        raise ValueError("a pair has a picture, a voice, or both")
    p = found.probabilities(strategy if strategy in found.logits else next(iter(found.logits))).mean(axis=0)
    other = int(np.argsort(-p, kind="stable")[0])
    if other == own:
        other = int(np.argsort(-p, kind="stable")[1])
    return (own, other, False) if a is not None else (other, own, False)


def rows(found: Believed) -> list[Strategy]:
    """Return a row a strategy that can answer."""
    a, b, disagree = ends(found)
    out: list[Strategy] = []
    for name, (title, note) in TITLES.items():
        if name not in found.logits:
            continue
        p = softmax(found.logits[name])
        turns = found.turns(name) if disagree and name not in BOTH else None
        out.append(
            {
                "name": name,
                "title": tr(title),
                "note": tr(note) if note else "",
                "sense": name if name in BOTH else "",
                "seen": np.round(p[:, a], 4).tolist(),
                "heard": np.round(p[:, b], 4).tolist(),
                "says": p.argmax(axis=1).tolist(),
                "turns": turned(turns),
            }
        )
    return out


def picture_words(pair: Pair, found: Believed) -> str:
    """Return what is said beside the 28 × 28, as HTML."""
    if found.seen is None:
        return tr("No picture.")
    number = (
        computed.number(pair.picture, len(computed.stored().written)) if pair.picture[:1] == "t" else None
    )
    got = (
        tr("<b>28 × 28</b>, what the networks get.")
        if pair.energy == "1"
        else tr(
            "<b>28 × 28</b>, what the networks get, {share} of its energy left.",
            share=computed.ENERGIES[pair.energy],
        )
    )
    of = (
        tr("Your drawing.")
        if number is None
        else tr(
            "MNIST’s test picture {number}, written as {digit}.",
            number=number,
            digit=computed.stored().written[number],
        )
    )
    return f"{got} {of} {tr('The picture alone says <b>{digit}</b>.', digit=found.seen)}"


def voice_words(pair: Pair, found: Believed) -> str:
    """Return what is said beside the voice, as HTML."""
    from mmfusion.tasks.digits.voice import RATE

    if found.heard is None:
        return tr("No voice.")
    number = computed.number(pair.voice, len(computed.stored().waves))
    wave = computed.wave(pair.voice)
    seconds = 0.0 if wave is None else len(wave) / RATE
    of = (
        tr("Your recording, {seconds:.2f} s after trimming.", seconds=seconds)
        if number is None
        else tr(
            "{speaker} says {digit}.",
            speaker=escape(computed.stored().speakers[number].title()),
            digit=computed.stored().spoken[number],
        )
    )
    return f"{of} {tr('Without noise the voice alone says <b>{digit}</b>.', digit=found.heard)}"


def trained_here(pair: Pair, run: Run, a: int, b: int) -> Strategy | None:
    """Return the row of a network that was trained in this session; None if it cannot answer."""
    from mmfusion.tasks.digits.believing import RATIOS, believe
    from mmfusion.tasks.digits.measures import turns_at

    if run.predictor is None:
        return None
    picture = None if pair.without == "visual" else computed.shown(pair.picture, pair.energy)
    voice = None if pair.without == "audio" else computed.wave(pair.voice)
    with turn():
        z = believe({OWN: run.predictor}, picture, voice).logits[OWN]
    p = softmax(z)
    told = (
        turns_at((z[:, a] - z[:, b])[None], RATIOS)[0] if picture is not None and voice is not None else None
    )
    return {
        "name": OWN,
        "title": tr("Yours"),
        "note": tr("{strategy}, trained here", strategy=tr(TITLES[run.strategy][0])),
        "sense": "",
        "seen": np.round(p[:, a], 4).tolist(),
        "heard": np.round(p[:, b], 4).tolist(),
        "says": p.argmax(axis=1).tolist(),
        "turns": turned(None if told is None else float(told)),
    }


def buffer(pair: Pair, at: float, opened: str, asked: int, run: Run | None = None) -> bytes:
    """Return what the figure is sent, with the row of a network trained here if there is one."""
    from mmfusion.tasks.digits.believing import RATIOS
    from mmfusion.tasks.digits.voice import RATE, noisy

    found = computed.believed(pair)
    strategies = rows(found)
    a, b, disagree = ends(found)
    if run is not None and (own := trained_here(pair, run, a, b)) is not None:
        strategies.append(own if disagree else {**own, "turns": turned(None)})
    names = [one["name"] for one in strategies]
    header: Header = {
        "asked": asked,
        "strokes": pair.picture[1:] if pair.picture.startswith("s") else "",
        "picture": picture_words(pair, found),
        "voice": voice_words(pair, found),
        "a": str(a),
        "b": str(b),
        "disagree": disagree,
        "ratios": list(RATIOS),
        "at": at,
        "open": opened if opened in names else ("late" if "late" in names else names[0]),
        "strategies": strategies,
        "rate": RATE,
    }
    blobs: dict[str, bytes | list[bytes]] = {
        "pixels": b"",
        "field": b"",
        "wave": b"",
        "noise": b"",
        "sounds": b"",
    }
    picture = computed.shown(pair.picture, pair.energy)
    if found.seen is not None and picture is not None:
        blobs["pixels"] = _bytes(picture)
        whole = computed.ink(pair.picture)
        if not pair.picture.startswith("s") and whole is not None:
            blobs["field"] = _bytes(whole)
    wave = computed.wave(pair.voice)
    if found.sounds is not None and wave is not None:
        scale = 16_000 / max(float(np.abs(wave).max()), 1e-9)
        noise = noisy(wave, 0.0, 0) - wave
        blobs["wave"], blobs["noise"] = (_samples(x * scale) for x in (wave, noise))
        blobs["sounds"] = np.clip((found.sounds + 40) * 5, 0, 255).astype(np.uint8).tobytes()
    return pack(header, blobs)


def _bytes(picture: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bytes:
    return np.clip(np.round(255 * picture), 0, 255).astype(np.uint8).tobytes()


def _samples(x: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bytes:
    return np.clip(np.round(x), -32768, 32767).astype(np.int16).tobytes()
