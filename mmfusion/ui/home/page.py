"""The front page: the pad of noise and blur, its number, the map of the lessons, formula and take-away."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.sounding import MODALITIES, NAMES, TASK
from mmfusion.ui.clips import choose
from mmfusion.ui.clips.player import thumbnail
from mmfusion.ui.home import as_plotly, course_table, guide, pad
from mmfusion.ui.parts import course, icons
from mmfusion.ui.parts import number as headline
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.guide.facts import publish
from mmfusion.ui.parts.plotly_fold import Made, files, fold
from mmfusion.ui.parts.takeaway import notebook_of, opened
from mmfusion.ui.shell import frame, lessons
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.lessons import LESSONS, Lesson
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.tasks.sounding.pad import PadGrid
    from mmfusion.tasks.sounding.predictor import SoundingPredictor
    from mmfusion.ui.shell.state import View

TITLE = marked("When does fusion help?")
LEAD = marked("Drag the point: noise covers the sound, blur the picture; three networks name the object.")
SHOWN_ON = "fusion"
GUESSES = ("0", "10", "20", "40", "60")
COLUMNS = 9
"""How many lessons stand in a row of the list, as on the map of the course."""


def head(view: View) -> DeltaGenerator:
    """Write the head of the page; return the place of its number."""
    return frame.head(tr(TITLE), tr(LEAD), lambda: own_clip(view))


def own_clip(view: View) -> None:
    """Write the button that takes a clip of one's own; what it took, or took before, is one page on."""
    if then := choose.next_page():
        lessons.go(then)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="own-clip"):
        choose.your_clip(view, SHOWN_ON)
        source, _ = choose.in_use(view)
        if view["clip"] and source is not None and source.key == view["clip"]:
            if source.shipped:
                label = tr("The sample “{name}”, under Fusion strategies", name=tr(source.name))
            else:
                label = tr("Your clip “{name}”, under Fusion strategies", name=source.name)
            lessons.link(SHOWN_ON, label, clip=source.key, t=view["t"])
        else:
            note(tr("Or let the networks classify a clip of your own: a file, or camera and microphone."))


def networks_or_reason() -> dict[str, SoundingPredictor] | None:
    """Return the three networks, or say why there are none."""
    try:
        return pad.networks()
    except (FileNotFoundError, ValueError) as error:
        say(tr("The networks cannot answer: {error}.", error=error))
        return None


def number(view: View, networks: dict[str, SoundingPredictor] | None, place: DeltaGenerator) -> bool:
    """Write the headline number, or ask for a guess first; return whether the map may be seen.

    Nothing is claimed of weights that are not those of the cards: the map is then open at once.
    """
    from mmfusion.tasks.sounding.pad_shares import NEEDS_BOTH, NEITHER, ONLY_FUSED

    if networks is None or not all(network.trained for network in networks.values()):
        return True
    metrics = networks[pad.FUSED].card.metrics
    share = metrics.get(ONLY_FUSED)
    if share is None:
        return True
    revealed = view.uncovered("pad_")
    with place:
        if not revealed:
            _covered()
            return False
        value, low, high = (100 * float(share[key]) for key in ("value", "low", "high"))
        publish("home", share=value)
        digits = 1 if high - low < 2 else 0
        words = tr(
            "of the square, only fusion is correct ({low} to {high}, over {n:,} test clips).",
            low=f"{low:.{digits}f}",
            high=f"{high:.{digits}f}",
            n=int(share["n"]),
        )
        if NEITHER in metrics:
            luck = 100 * float(metrics[NEITHER]["value"]) / len(NAMES)
            words += " " + tr("Luck would give {p:.0f}\u00a0%.", p=luck)
        if NEEDS_BOTH in metrics:
            both = 100 * float(metrics[NEEDS_BOTH]["value"])
            words += " " + tr("On {p:.0f}\u00a0% it needs both modalities.", p=both)
        track = headline.track(value, _guess(view), 0, 100, lambda v: f"{v:.{digits}f}")
        headline.number(
            f"{value:.{digits}f}", words, track, unit="\u2009%", own="pad_", guesses=GUESSES, truth=value
        )
    return True


def _guess(view: View) -> float | None:
    return float(view["pad_guess"]) if view["pad_guess"] in GUESSES else None


def _covered() -> None:
    headline.ask(
        tr(
            "Over all test clips: on how many % of the square is <i>only fusion</i> correct? The "
            "share of this clip stands beside it."
        ),
        GUESSES,
        "pad_",
        tr("your guess, %"),
    )


def figure(clip: int, networks: dict[str, SoundingPredictor] | None) -> None:
    """Mount the pad; say what its answers are worth where the weights are not those of the cards."""
    with st.container(key="figure-home"):
        pad.mount(clip)
    if networks is not None and not all(network.trained for network in networks.values()):
        note(tr(course.UNTRAINED, task="sounding-objects"))


def beside(clip: int) -> None:
    """Show the clip in use at the foot of the sidebar."""
    shown = pad.clip(clip)
    name = tr("{kind}, drawn", kind=tr(NAMES[shown.scene.objects[0]]))
    st.sidebar.html(
        f'<div class="mmf-clip">{thumbnail(shown.frames(0)[3])}<div><b>{tr("Clip {number}", number=clip)}</b>'
        f"<span>{escape(name)}</span></div></div>"
    )


def below(view: View, clip: int, shown: bool, networks: dict[str, SoundingPredictor] | None) -> None:
    """Write what is below the figure: the lessons, the formula, what can be taken away."""
    with st.container(key="lesson"):
        map_of_lessons()
        course_table.fold()
        made = as_plotly.figures(view, clip) if shown else []
        formula(view, clip, made)
        note(how_sure(networks))
        fold("home", made, covered=not shown)


def rows(lessons: Sequence[Lesson]) -> list[list[tuple[str, list[Lesson]]]]:
    """Return lessons by section in rows of `COLUMNS` at most; sections keep their order and are not parted.

    A section of more lessons than that has a row to itself.
    """
    sections: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        sections.setdefault(lesson.section, []).append(lesson)
    found: list[list[tuple[str, list[Lesson]]]] = []
    room = 0
    for section, own in sections.items():
        if len(own) > room:
            found.append([])
            room = COLUMNS
        found[-1].append((section, own))
        room -= len(own)
    return found


def map_of_lessons() -> None:
    """Write the list of the pages that there are, one question each, in columns as wide as the map's."""
    others = LESSONS[1:]
    st.html(f'<p class="mmf-h2">{tr("{n} more lessons, one question each", n=len(others))}</p>')
    with st.container(key="map"):
        for index, row in enumerate(rows(others)):
            widths = [len(own) for _, own in row]
            rest = COLUMNS - sum(widths)
            places = st.columns([*widths, rest] if rest > 0 else widths, gap=None)
            for number, (place, (section, own)) in enumerate(zip(places, row, strict=False)):
                with place:
                    st.html(f'<p class="mmf-section">{escape(tr(section))}</p>')
                    with st.container(horizontal=True, gap=None):
                        for position, lesson in enumerate(own):
                            with st.container(key=f"lesson-{index}{number}-{position}", gap=None):
                                _entry(lesson)


def _entry(lesson: Lesson) -> None:
    st.html(f'<div class="mmf-icon">{icons.icon(lesson.name)}</div>')
    with st.container(gap=None):
        st.page_link(lesson.page, label=tr(lesson.title))
        st.html(f'<p class="mmf-note mmf-question">{escape(tr(lesson.question))}</p>')


def formula(view: View, clip: int, made: Sequence[Made]) -> None:
    """Write the rule with this clip's values where the point stands, and what can be taken away."""
    formulas: list[str] = []
    if pad.ready(clip):
        found, without = pad.grid(clip), pad.without_in(view)
        node = pad.node_in(view, clip)
        formulas = [rule(found, without), live(found, node, without)]
        guide.tell(found, node)
    with strip("tasks.sounding.pad_grid", *formulas):
        take_away(clip, made)


def how_sure(networks: dict[str, SoundingPredictor] | None) -> str:
    """Return what T is fitted on, and how far off p then is: the fused network's figures from its card."""
    from mmfusion.tasks.sounding.pad import QUESTION

    words = tr("T is fitted on validation clips, half of them clean, half spoiled as in this square.")
    if networks is None or not networks[pad.FUSED].trained:
        return words
    metrics = networks[pad.FUSED].card.metrics
    errors = [metrics.get(f"{QUESTION}, calibration error{after}") for after in ("", ", spoiled")]
    if None in errors:
        return words
    clean, spoiled = (f"{100 * float(error['value']):.1f}" for error in errors if error is not None)
    count = int(metrics[f"{QUESTION}, spoiled"]["n"])
    error = tr(
        "On average p of the fused network then differs from the share of correct answers by "
        "{clean} points on clean test clips and by {spoiled} on {n:,} spoiled ones "
        "(calibration error).",
        clean=clean,
        spoiled=spoiled,
        n=count,
    )
    return f"{words} {error}"


def rule(found: PadGrid, without: str) -> str:
    """Return in LaTeX how the fused network's answer comes from what it reads of each sense."""
    words = palette().words
    seen, heard = (
        rf"\textcolor{{{words(sense)}}}{{\ell_{{{letter}}}}}"
        for sense, letter in (("visual", "v"), ("audio", "a"))
    )
    inner = {"audio": seen, "visual": heard}.get(without, rf"\tfrac12({seen} + {heard})")
    heat = "/T" if _temperature(found, without) != 1 else ""
    return rf"\text{{{tr('fusion')}: }} p = \mathrm{{softmax}}\bigl({inner}{heat}\bigr)"


def live(found: PadGrid, node: tuple[int, int], without: str) -> str:
    """Return it with the values at a node, for the true kind."""
    (x, y), kind = node, found.truth
    name = rf"\mathrm{{{tr(NAMES[kind]).replace(' ', '~')}}}"
    if without == "audio":
        terms, p = {"visual": found.alone_logits["visual"][y, kind]}, found.alone["visual"][y, kind]
    elif without == "visual":
        terms, p = {"audio": found.alone_logits["audio"][x, kind]}, found.alone["audio"][x, kind]
    else:
        terms = {sense: found.logits[sense][y, x, kind] for sense in ("visual", "audio")}
        p = found.fused[y, x, kind]
    written = " + ".join(
        rf"\textcolor{{{palette().words(sense)}}}{{{f'({value:.1f})' if value < 0 else f'{value:.1f}'}}}"
        for sense, value in terms.items()
    )
    if len(terms) > 1:
        written = rf"\tfrac12({written}) = {sum(terms.values()) / len(terms):.1f}"
    heat = _temperature(found, without)
    own = rf",\ T = {heat:.2f}" if heat != 1 else ""
    return rf"\ell_{{{name}}} = {written}{own} \;\to\; p = {p:.2f}"


def _temperature(found: PadGrid, without: str) -> float:
    return found.temperatures[tuple(m for m in MODALITIES if m != without)]


def take_away(clip: int, made: Sequence[Made]) -> None:
    """Write the popover: link, picture, numbers, notebook."""
    popover = opened()
    if popover is None:
        return
    with popover:
        figure_export(f"mmfusion-pad-{clip}", Figure(marked("square"), ".lab"), key="home-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(
                tr("Notebook"), notebook(clip), f"mmfusion-pad-{clip}.ipynb", on_click="ignore"
            )
            if pad.ready(clip):
                st.download_button(
                    tr("Grid, CSV"),
                    table(pad.grid(clip)),
                    f"mmfusion-pad-{clip}.csv",
                    "text/csv",
                    on_click="ignore",
                )
            st.download_button(
                tr("Course table, CSV"),
                course_table.takeaway(),
                "mmfusion-course.csv",
                "text/csv",
                on_click="ignore",
            )
        files("home", f"mmfusion-pad-{clip}", made)


def table(found: PadGrid) -> str:
    """Return a grid as CSV, a line a node and network: what it says, who knows there, every probability."""
    from mmfusion.tasks.sounding.pad import REGIONS
    from mmfusion.tasks.sounding.sprites import LARGE

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["signal_to_noise_db", "blur_px", "who_knows", "network", "says", *found.names])
    who = found.regions()
    for y, sigma in enumerate(found.blurs):
        for x, ratio in enumerate(found.decibels):
            by_network = {"audio": found.audio[x], "visual": found.visual[y], pad.FUSED: found.fused[y, x]}
            by_network |= {
                f"{pad.FUSED} without picture": found.alone["audio"][x],
                f"{pad.FUSED} without sound": found.alone["visual"][y],
            }
            for network, p in by_network.items():
                said = found.names[int(p.argmax())]
                place = ["clean" if ratio is None else f"{ratio:g}", f"{LARGE * sigma:g}", REGIONS[who[y, x]]]
                writer.writerow([*place, network, said, *(f"{v:.6f}" for v in p)])
    return out.getvalue()


def notebook(clip: int) -> str:
    """Return a notebook that computes the grid again."""
    from mmfusion.tasks.sounding.sprites import LARGE

    lines = [
        "import mmfusion",
        "from mmfusion.tasks import sounding",
        "",
        f'names = ("audio", "visual", "{pad.FUSED}")',
        f"networks = {{name: mmfusion.load({TASK!r}, name) for name in names}}",
        f'scene = sounding.numbered_scene("one", {clip})',
        "clip = sounding.pad_clip(scene)  # pictures and sounds at every level",
        f'grid = sounding.pad_grid(clip, networks, "{pad.FUSED}")',
        "grid.names[grid.truth], grid.fused.shape  # blur, noise, kind",
    ]
    more = ["[[sounding.REGIONS[who] for who in row] for row in grid.regions()]"]
    last = [
        "from mmfusion.figures import pad",
        "",
        f"blurs = [{LARGE} * sigma for sigma in grid.blurs]  # px of what is shown",
        "pad(grid.audio, grid.visual, grid.fused, grid.truth, grid.decibels, blurs, grid.names)",
    ]
    return notebook_of(f"Clip {clip} on the pad of noise and blur", lines, more, last)


def complete(clip: int, networks: dict[str, SoundingPredictor] | None) -> None:
    """Compute the grid of a clip that nobody has opened yet, while the clip already plays; then show it."""
    if networks is not None and not pad.ready(clip):
        pad.grid(clip)
        st.rerun()
