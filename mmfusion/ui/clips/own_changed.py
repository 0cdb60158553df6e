"""A window of a clip of one's own after a change: nobody knows its truth."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.cards.subset import key
from mmfusion.language import marked, retold, tr
from mmfusion.media import MediaError
from mmfusion.modality import listed, without
from mmfusion.tasks.events import CLASSES, MODALITIES, NONE, SUBSETS, TASK
from mmfusion.ui.clips import own as cache
from mmfusion.ui.clips.changed import ITS_OWN, Answers, Change, Changed, Names, Offer, Spoil, Wording
from mmfusion.ui.clips.own import Source
from mmfusion.ui.parts import course
from mmfusion.ui.parts.number import shown
from mmfusion.ui.parts.takeaway import notebook_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.tasks.events.predictor import Comparison

SPOILS = {
    "noise": Spoil(
        marked("noise on the sound"),
        marked("Noise, {}"),
        (marked("clean"), "20 dB", "10 dB", "0 dB", "−10 dB"),
        marked("signal to noise"),
    ),
    "blur": Spoil(
        marked("blur on the picture"),
        marked("Blur, {}"),
        (marked("sharp"), "96 px", "48 px", "32 px", "20 px"),
        marked("left on the short side"),
    ),
}
"""Levels: signal to noise, and px left on the short side (mmfusion.tasks.events.cache)."""


def offer() -> Offer:
    """Return what may be done to a clip of one's own; the sounds are those of the samples."""
    return Offer(
        Names("sense", "spoil", "level", "swap"),
        SPOILS,
        {key(s): without(s, MODALITIES, tr("the clip as it is")) for s in SUBSETS},
        {ITS_OWN: ITS_OWN, **{source.key: source.name for source in cache.samples()}},
        tr("The picture stays; what is heard comes from another clip."),
    )


def changed(source: Source, start: float, change: Change) -> Changed:
    """Return one window of a sample or an upload after a change."""
    return Changed(
        change,
        offer(),
        key=(source.key, start, change.spoil, change.swap),
        query={"clip": source.key, "t": f"{start:.10g}"},
        shipped=source.shipped,
        classes=CLASSES,
        subsets=SUBSETS,
        measured="accuracy",
        heading=tr("What each strategy answers"),
        heard=partial(_heard, source, start, change),
        clip=partial(cache.altered, source, start, change.spoil, change.level, change.swap),
        strip=partial(cache.strip, source, start, change.spoil, change.level, change.swap),
        collection=lambda: cache.lab(),
        answers=partial(_answers, source, start, change),
        wording=partial(_wording, source, start),
        said=partial(_said, source, start, change),
        remarks=partial(_remarks, source, change),
        labels={"clip": source.name, "start_s": start, "sound_of": change.swap or ""},
        notebook=partial(_notebook, source, start, change),
    )


def _heard(source: Source, start: float, change: Change) -> bool:
    window = cache.clip(source, start)
    return change.swap is not None or (not isinstance(window, MediaError) and window.waveform is not None)


def _answers(source: Source, start: float, change: Change) -> Answers:
    found = cache.comparison(source, start, change.spoil, change.swap)
    return Answers(found.probabilities, found.milliseconds, _aggregated(found), found.cls_logits)


def _aggregated(found: Comparison) -> dict[str, NDArray[np.float64]]:
    """Return late fusion by each aggregator that its card has what it needs for: `(levels, 3, 14)` each."""
    lab = cache.lab()
    if not {*MODALITIES, "late"} <= set(lab.cards) or not lab.cards["late"].experts:
        return {}
    alone = [found.answer(m, (m,)) for m in MODALITIES]
    return {
        name: found.probabilities["late"]
        if name == course.TOGETHER
        else np.stack([lab.experts(found, name), *alone], axis=1)
        for name in course.AGGREGATORS
        if name != "either" or name in lab.cards["late"].experts
    }


def _wording(source: Source, start: float) -> Wording:
    shared = cache.features(source, start, None)[0].milliseconds
    kinds = len(CLASSES) - 1
    return Wording(
        kinds=course.kinds(),
        kindsLabel=tr("{n} kinds", n=kinds),
        testLabel=tr("test set,<br>{n} kinds, macro", n=kinds),
        costLabel=tr("cost, after the<br>shared {ms:.0f} ms", ms=shared),
        absent=tr(course.NO_EARLY_RAW),
    )


def _said(source: Source, start: float, change: Change, strategy: str) -> list[str]:
    window, found = cache.clip(source, start), cache.comparison(source, start, change.spoil, change.swap)
    out = [] if isinstance(window, MediaError) else [retold(note) for note in window.notes]
    strange = _unfamiliar(found, change, strategy)
    return [*out, strange] if strange else out


def _remarks(source: Source, change: Change) -> list[str]:
    out = []
    if change.swap:
        out.append(
            tr(
                "The sound is that of “{name}”: picture and sound now come from different clips.",
                name=tr(change.swap),
            )
        )
    if not cache.lab().trained:
        out.append(tr(course.UNTRAINED, task=TASK))
    out.append(tr(course.PAIRS))
    if source.credit:
        out.append(tr("This sample: {credit}.", credit=source.credit))
    return out


def _unfamiliar(found: Comparison, change: Change, name: str) -> str:
    """Return what is unlike the kinds of training, for the senses that are left; "" if nothing is."""
    level = min(change.level, len(found.probabilities[name]) - 1)
    flags, tables = found.unfamiliar[name][level], found.probabilities[name][level]
    there = [i for i, p in enumerate(tables) if not np.isnan(p[0])]
    asked, whole = SUBSETS.index(change.senses), change.senses == MODALITIES
    at = asked if asked in there else there[0] if whole and there else None
    if at is not None and flags[at]:
        p = tables[at]
        nearest = [CLASSES[i] for i in p.argsort()[::-1] if i != NONE][:2]
        if int(p.argmax()) == NONE:
            return tr(
                "Unlike anything in training; nearest are {first} and {second}.",
                first=tr(nearest[0]),
                second=tr(nearest[1]),
            )
        return tr(
            "Not quite familiar: {strategy} gives “none of these” {p}, more than to 19 of 20 "
            "clips of the known kinds.",
            strategy=tr(course.TAUGHT[name].title),
            p=shown(float(p[NONE])),
        )
    if at == 0:
        strange = [m for m in MODALITIES if flags[SUBSETS.index((m,))]]
        rest = [m for m in MODALITIES if m not in strange]
        if strange and rest:
            return tr(
                "Unfamiliar: {strange}. So this rests on: {rest}.", strange=listed(strange), rest=listed(rest)
            )
    return ""


def _notebook(source: Source, start: float, change: Change, strategy: str) -> str:
    """Return cells that do to the clip what the page did and ask the same network."""
    spoil, swapped = change.spoil, change.swap
    where = f"samples[{source.key!r}]" if source.shipped else repr(source.name)
    levels = f"lab.features(clip, {spoil!r})" if spoil else "lab.features(clip)"
    swap = f"lab.features(load_clip(samples[{swapped!r}]))[0]" if swapped else "None"
    if swapped and spoil == "noise":  # noise drowns the sound that is heard
        swap = f'lab.features(load_clip(samples[{swapped!r}]), "noise")'
    samples = "samples = {sample.name: sample.path for sample in events.load_samples()}"
    lines = [
        "from mmfusion.media import load_clip",
        "from mmfusion.tasks import events",
        "",
        *([samples] if source.shipped or swapped is not None else []),
        "lab = events.Lab()",
        f"clip = load_clip({where}, start={start})",
        f"levels = {levels}  # one level of spoiling, or five",
        f"found = lab.compare(levels, swap={swap})",
    ]
    level = change.level if spoil else 0
    more = [
        f"p = found.answer({strategy!r}, {change.senses!r})[{level}]",
        "dict(zip(lab.classes, p.round(3)))",
    ]
    last = [
        "from mmfusion.figures import answers",
        "",
        f"shown = dict.fromkeys(('visual', 'audio', {strategy!r}))  # each modality alone beside it",
        f"tables = {{name: found.probabilities[name][{level}] for name in shown}}",
        "answers(tables, lab.classes)",
    ]
    return notebook_of(f"{source.name}, through {strategy}", lines, more, last)
