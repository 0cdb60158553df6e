"""A drawn clip after a change: its truth is known, and changes with its sound."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

from mmfusion.cards.subset import key
from mmfusion.language import tr
from mmfusion.tasks.sounding import ANSWERS, NAMES, SUBSETS, SYNC, TASK
from mmfusion.ui.clips import drawn as cache
from mmfusion.ui.clips.changed import ITS_OWN, Answers, Change, Changed, Wording
from mmfusion.ui.clips.drawn import Drawn
from mmfusion.ui.clips.drawn_offer import QUESTIONS, offer
from mmfusion.ui.parts import course
from mmfusion.ui.parts.takeaway import notebook_of
from mmfusion.ui.shell.work import computed


def changed(original: Drawn, change: Change) -> Changed:
    """Return a drawn clip, asked its question, after a change."""
    drawn, question = replace(original, sound=change.swap or ITS_OWN), original.question
    truth = int(cache.heard(drawn, change).labels()[question])
    return Changed(
        change,
        offer(question),
        key=(drawn, change.spoil),
        query={"clip": f"drawn-{drawn.number}"},
        shipped=True,
        classes=tuple(ANSWERS[question]),
        subsets=SUBSETS,
        measured=question,
        heading=tr(QUESTIONS[question]).capitalize(),
        heard=lambda: True,
        clip=partial(cache.clip, drawn, change.spoil, change.level),
        strip=partial(cache.strip, drawn, change.spoil, change.level),
        collection=lambda: cache.instrument(),
        answers=partial(_answers, drawn, change.spoil),
        wording=partial(_wording, question),
        said=lambda strategy: [],
        remarks=partial(_remarks, drawn, change),
        labels={"clip": drawn.number, "question": question},
        notebook=partial(_notebook, drawn, change),
        truth=truth if truth >= 0 else None,
        icons=cache.icons(drawn),
        film=(f"clip-{drawn.number}.mp4", partial(_film, drawn, change)),
    )


def _answers(drawn: Drawn, spoil: str | None) -> Answers:
    found = cache.answers(drawn, spoil)
    return Answers({name: by[drawn.question] for name, by in found.probabilities.items()}, found.milliseconds)


def _wording(question: str) -> Wording:
    figures = (card.metrics.get(question) for card in cache.instrument().cards.values())
    count = next((int(figure["n"]) for figure in figures if figure), 0)
    return Wording(
        kinds=tr("<b>Answers:</b> {names}.", names=escape(", ".join(tr(one) for one in ANSWERS[question]))),
        kindsLabel=tr("{n} answers", n=len(ANSWERS[question])),
        testLabel=tr("{n:,} test clips,<br>tick: chance", n=count),
        costLabel=tr("cost"),
        absent="",
    )


def _remarks(drawn: Drawn, change: Change) -> list[str]:
    out = []
    if change.senses != SUBSETS[0]:
        left = offer(drawn.question).senses[key(change.senses)]
        out.append(tr("As asked: {left}. Early, raw cannot do without either modality.", left=left))
    if change.swap:
        out.append(tr("The sound is now that of: {name}.", name=tr(NAMES[cache.scene(drawn).sound])))
    if drawn.question == "sync":
        out.append(_timed(drawn, change))
    trained = cache.instrument().trained
    return [*out, tr(course.ANECDOTE) if trained else tr(course.UNTRAINED, task=TASK), tr(course.DRAWN)]


def _timed(drawn: Drawn, change: Change) -> str:
    """Say how far the notes are from the landings, and from where on that is off."""
    from mmfusion.tasks.sounding.scene import JITTER, NEAREST

    scene = cache.heard(drawn, change)
    return tr(
        "Each note starts {by:.2f} s from the nearest landing: {answer}. Off counts from more "
        "than {jitter:g} s. Training drew what is off {nearest:g} s away or more; what lies "
        "between, no network was taught.",
        by=scene.off_by,
        answer=tr(SYNC[0 if scene.in_time else 1]),
        jitter=JITTER,
        nearest=NEAREST,
    )


def _notebook(drawn: Drawn, change: Change, strategy: str) -> str:
    """Return cells that do to the clip what the page did and ask the same network."""
    number, question, spoil = drawn.number, drawn.question, change.spoil
    level = change.level if spoil else 0
    swap = [f"scene = sounding.with_sound(scene, {drawn.sound!r})"] if change.swap else []
    code = [
        "from mmfusion.tasks import sounding",
        "",
        f"scene = sounding.numbered_scene(sounding.FORM_OF[{question!r}], {number})",
        *swap,
        f"inputs = sounding.spoiled_inputs(scene, {spoil!r})  # one level of spoiling, or five",
        f"found = sounding.spoiled_answers(sounding.Instrument(), inputs, {spoil!r}, [{strategy!r}])",
    ]
    more = [
        f"p = found.answer({strategy!r}, {question!r}, {change.senses!r})[{level}]",
        f"dict(zip(sounding.ANSWERS[{question!r}], p.round(3)))",
    ]
    last = [
        "from mmfusion.figures import answers",
        "",
        f"truth = sounding.at_level(scene, {spoil!r}, {level}).labels()[{question!r}]",
        f"tables = {{{strategy!r}: found.probabilities[{strategy!r}][{question!r}][{level}]}}",
        f"answers(tables, sounding.ANSWERS[{question!r}], truth if truth >= 0 else None)",
    ]
    return notebook_of(f"Clip {number}: {QUESTIONS[question]}", code, more, last)


@computed(16)
def _film(drawn: Drawn, change: Change) -> bytes:
    import tempfile
    from pathlib import Path

    from mmfusion.tasks.sounding.render import save

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        save(cache.heard(drawn, change), path)
        return path.read_bytes()
