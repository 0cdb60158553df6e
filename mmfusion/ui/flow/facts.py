"""Beside and below the flow: what was measured, cuts by hand, the proof, the formula, what to take away."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.modality import title
from mmfusion.nn.spec import exchanging
from mmfusion.tasks.sounding import ANSWERS, TASK
from mmfusion.ui.flow import as_plotly
from mmfusion.ui.flow import computed as flow
from mmfusion.ui.flow.number import GUESSES, minus
from mmfusion.ui.flow.page import ASKED, HOW, WAYS, Choice
from mmfusion.ui.parts import course
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import Made, files, fold
from mmfusion.ui.parts.takeaway import COUNTED, notebook_of, opened
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mmfusion.tasks.sounding.exchange import ExchangeFigures
    from mmfusion.ui.shell.state import View

RULE = (
    r"[\,z_i^{l+1} \,\Vert\, \hat z_{\mathrm{fsn},i}^{l+1}] = "
    r"\mathrm{T}([\,z_i^l \,\Vert\, z_{\mathrm{fsn}}^l]; \theta_i)"
)
MEAN = (
    r"z_{\mathrm{fsn}}^{l+1} = \tfrac12\,(\textcolor{%s}{\hat z_{\mathrm{fsn},v}} + "
    r"\textcolor{%s}{\hat z_{\mathrm{fsn},a}})"
)
SWAPS = {
    "audio": marked("the sound becomes that of the other object"),
    "visual": marked("the objects change places"),
}
COVER = '<i class="covered"></i>'


def facts(found: ExchangeFigures | None, choice: Choice, view: View) -> None:
    """Write the table of what was measured on test clips, and what the bottleneck costs."""
    question = choice.drawn.question
    spec = flow.predictor().spec
    if found is not None:
        covered = not view.uncovered("flow_")
        heading = tr("Points of accuracy lost, <i>{question}</i>", question=escape(tr(ASKED[question])))
        st.html(f'<p class="mmf-h2">{heading}</p>' + _table(found, question, covered))
        note(
            tr(
                "What is cut is replaced by its mean over validation clips, or by what the same modality "
                "writes on another clip. The figures are of {n:,} test clips, with 95\u00a0% intervals. "
                "What layer {layer} writes is never read.",
                n=found.clips,
                layer=spec.layers,
            )
        )
    extra, more = costs()
    st.html(
        f'<dl class="mmf-facts"><dt>{tr("extra parameters, <i>B</i> · <i>d</i>")}</dt><dd>{extra}</dd>'
        f"<dt>{tr('multiply-adds against late fusion')}</dt><dd>+{100 * more:.1f}\u00a0%</dd></dl>"
    )
    note(
        tr(
            "× on a ribbon cuts what a modality writes there, for the other one only; × on a "
            "token cuts what both write. Single tokens are near-copies of each other, and the "
            "effect of cutting one depends on what replaces it."
        )
    )


def _table(found: ExchangeFigures, question: str, covered: bool) -> str:
    from mmfusion.explain.exchange import exchanging
    from mmfusion.tasks.sounding.exchange import REPLACEMENTS, named

    lost, spec = found.lost[question], flow.predictor().spec

    def cell(name: str) -> str:
        return COVER if covered else pm(lost[name], -1)

    rows = ["<tr><th></th>" + "".join(f"<td>{tr(HOW[how])}</td>" for how in REPLACEMENTS) + "</tr>"]
    for way in WAYS:
        if "-" not in way:
            continue
        sender, reader = way.split("-")
        for layer in (None, *exchanging(spec)):
            cells = "".join(f"<td>{cell(named(sender, reader, how, layer))}</td>" for how in REPLACEMENTS)
            name = tr(GUESSES[way]) if layer is None else tr("layer {n} only", n=layer + 1)
            rows.append(f'<tr class="{"whole" if layer is None else "one"}"><th>{name}</th>{cells}</tr>')
    plain = pm(found.accuracy[question]["plain"], 1)
    both = tr("both directions")
    rows.append(f'<tr class="whole"><th>{both}</th><td colspan="2">{cell("closed")}</td></tr>')
    rows.append(
        f'<tr class="one"><th>{tr("accuracy, nothing cut")}</th><td colspan="2">{plain}\u00a0%</td></tr>'
    )
    return f'<table class="mmf-cuts">{"".join(rows)}</table>'


def pm(estimate: Mapping[str, float], sign: int) -> str:
    """Return a figure in points with half its interval; losses with a minus."""
    value, half = 100 * estimate["value"], 50 * (estimate["high"] - estimate["low"])
    return f"{minus(value) if sign < 0 else f'{value:.1f}'}<small> ± {half:.1f}</small>"


@st.cache_data(show_spinner=False)
def costs() -> tuple[int, float]:
    """Return what the bottleneck adds to late fusion: parameters, and multiply-adds as a share."""
    from dataclasses import replace

    from mmfusion.nn.macs import analytic_macs
    from mmfusion.tasks.sounding.network import token_counts

    spec = flow.predictor().spec
    late = replace(spec, exchange="none", bottlenecks=0, fusion_layer=spec.layers)
    classes = {q: len(names) for q, names in ANSWERS.items()}
    own, without = (analytic_macs(s, token_counts(s), classes) for s in (spec, late))
    return spec.bottlenecks * spec.width, own / without - 1


def on_this_clip(found: ExchangeFigures | None, choice: Choice, view: View) -> None:
    """Say whether swapping what a sense puts in does what swapping the sense does, here and on tests."""
    if choice.drawn.question != "side" or (found is not None and not view.uncovered("flow_")):
        return  # it would give the answer away
    lines = []
    for sender, done in SWAPS.items():
        plain, whole, part = flow.swapped(choice.drawn, sender)
        reader = title(next(m for m in SWAPS if m != sender))
        line = tr(
            "If <b>{change}</b>, the answer goes from {plain} to {whole}; if only what crosses "
            "{sender} → {reader} is swapped, it is {part}.",
            change=tr(done),
            plain=tr(plain),
            whole=tr(whole),
            sender=title(sender),
            reader=reader,
            part=tr(part),
        )
        if found is not None:
            share = {kind: 100 * found.flips[f"{sender}, {kind}"]["value"] for kind in ("whole", "put in")}
            line += " " + tr(
                "On {n:,} test clips the answer changes in {whole:.0f}\u00a0% and {part:.0f}\u00a0%.",
                n=found.clips,
                whole=share["whole"],
                part=share["put in"],
            )
        lines.append(f'<p class="mmf-note">{line}</p>')
    st.html("".join(lines))


@st.cache_data(show_spinner=False)
def crossed() -> tuple[float, float, float]:
    """Return the largest derivative across senses with L_f = L − 1, that with L − 2, and how many ms."""
    from mmfusion.explain.exchange import crossing
    from mmfusion.tasks.sounding.network import token_counts

    spec = flow.predictor().spec
    began = time.perf_counter()
    last = max(crossing(spec, token_counts(spec), spec.layers - 1).values())
    took = 1e3 * (time.perf_counter() - began)
    return last, max(crossing(spec, token_counts(spec), spec.layers - 2).values()), took


def proof() -> None:
    """Write that an exchange in the last layer alone passes nothing, as this computer has found."""
    last, before, took = crossed()
    layers = flow.predictor().spec.layers
    st.html(
        '<p class="mmf-note">'
        + tr(
            "Where {last_only} (L<sub>f</sub> = {last_layer}), the modalities write into the "
            "bottleneck and nothing comes back, for any <i>B</i>. The largest derivative of "
            "one modality’s CLS by the other’s tokens, with random weights, is exactly "
            "<b>{last:g}</b> ({ms:.0f} ms here); with L<sub>f</sub> = {layer} ({two}) it is "
            "{before:.1g}.",
            last_only=exchanging(layers - 1, layers),
            last_layer=layers - 1,
            last=last,
            ms=took,
            layer=layers - 2,
            two=exchanging(layers - 2, layers),
            before=before,
        )
        + "</p>"
    )


def formula(choice: Choice, view: View) -> None:
    """Write the formula strip."""
    from mmfusion.ui.shell.theme import palette

    made = as_plotly.figures(choice.drawn, view)
    with strip(
        "mmfusion.explain.exchange", RULE, MEAN % (palette().words("visual"), palette().words("audio"))
    ):
        take_away(choice, made)
    fold("flow", made)


def limits() -> None:
    """Write what the page does not say."""
    if not flow.predictor().trained:
        note(tr(course.UNTRAINED, task=TASK))
    limits = tr(
        "The width of a ribbon is a share of attention, a mean over heads (and, for a "
        "modality, over its tokens): it shows what is read, not what is used. At the right end "
        "of each stream stands the answer of its CLS alone. One clip is an anecdote; the table "
        "is not. It is of one network from one seed: the directions differ between networks."
    )
    note(f"{limits} {tr(course.DRAWN)}")


def take_away(choice: Choice, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened()
    if popover is None:
        return
    name = f"mmfusion-bottleneck-{choice.drawn.question}-{choice.drawn.number}"
    with popover:
        figure_export(name, Figure(marked("flow"), ".flow"), key="flow-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(choice), f"{name}.ipynb", on_click="ignore")
            st.download_button(tr("Flow, CSV"), table(choice), f"{name}.csv", "text/csv", on_click="ignore")
            st.download_button(tr("Trace, NPZ"), trace_file(choice), f"{name}.npz", on_click="ignore")
        files("flow", name, made)


def table(choice: Choice) -> str:
    """Return every ribbon as CSV: layer, token, sense, what it reads and what is given to it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["layer", "token", "sense", "update_read_from_sense", "attention_of_sense_on_token"])
    for one in flow.traced(choice.drawn).flows:
        for sense in one.reads:
            read, taken = one.read_share(sense), one.taken_share(sense)
            for j in range(len(read)):
                writer.writerow([one.layer + 1, j + 1, sense, f"{read[j]:.6f}", f"{taken[j]:.6f}"])
    return out.getvalue()


def trace_file(choice: Choice) -> bytes:
    """Return the attention of the plain pass as ``.npz``."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trace.npz"
        flow.traced(choice.drawn).trace.save(path, "float16")
        return path.read_bytes()


def notebook(choice: Choice) -> str:
    """Return a notebook that makes the flow and the edited answer again."""
    drawn, edit = choice.drawn, choice.edit
    code = [
        "import torch",
        "import mmfusion",
        "from mmfusion.explain import Cut, Edit, attention_trace, flows, swapped_contributions",
        "from mmfusion.tasks import sounding",
        "",
        f"network = mmfusion.load({TASK!r}, {flow.STRATEGY!r}).network",
        f"form, number, question = sounding.FORM_OF[{drawn.question!r}], {drawn.number}, {drawn.question!r}",
        "clips = sounding.make_batch([sounding.numbered_scene(form, n) for n in (number, number + 1)])",
        "with torch.inference_mode():",
        "    both = network.tokens(clips.inputs())",
        "tokens = {m: z[:1] for m, z in both.items()}",
        "found = flows(attention_trace(network.fusion, tokens))",
        "[(f.layer + 1, {m: f.read_share(m).round(3) for m in f.reads}) for f in found]",
    ]
    more = [f"instead = sounding.read_figures({TASK!r}, {flow.STRATEGY!r}).contributions()  # data-set means"]
    if choice.how == "swap":
        more += [
            "# or what each modality puts in when it alone gets the next clip",
            "others = {m: z[1:] for m, z in both.items()}",
            "instead = swapped_contributions(network.fusion, tokens, others)",
        ]
    more += [
        *([COUNTED] if edit is not None else []),
        f"edit = {edit!r}" if edit is not None else "edit = Edit()",
        "with torch.inference_mode():",
        "    plain = network.fusion(tokens).logits[question]",
        "    edited = network.fusion(tokens, told=edit.told(instead)).logits[question]",
        "plain, edited",
    ]
    last = ["from mmfusion.figures import flow", "", "flow(found)"]
    title = f"Clip {drawn.number} through a bottleneck: {ASKED[drawn.question]}"
    return notebook_of(title, code, more, last)
