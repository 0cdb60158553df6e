"""The figure: what is shown of which run beside which solved space, and a live run's next piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.language import tr
from mmfusion.tasks.pairs.recorded import Recorded, as_recorded, recorded
from mmfusion.tasks.pairs.runs import METHODS, STEPS, WITH_PICTURE, Setting
from mmfusion.ui.joint import choices, computed, live
from mmfusion.ui.joint.spheres import Header, Placed, Space, Training
from mmfusion.ui.joint.spheres import spheres as mount
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import locked, put

if TYPE_CHECKING:
    from mmfusion.ui.joint.live import Job
    from mmfusion.ui.shell.state import View

KEY = "spheres"


@dataclass(frozen=True, eq=False)
class Now:
    """What is shown.

    Attributes:
        method: of `choices.ALL`.
        on: the switches that are on.
        setting: what *train now* would run.
        job: this session's run of it, if there is one.
        left: the first space.
        right: the second.
        seen: whether the headline is uncovered.

    """

    method: str
    on: frozenset[str]
    setting: Setting
    job: Job | None
    left: Recorded
    right: Recorded
    seen: bool

    @property
    def shuffled(self) -> bool:
        """Whether pairs are shuffled in training."""
        return choices.SHUFFLE in self.on

    @property
    def covered(self) -> bool:
        """Whether what is found would tell the headline: without negatives, not run by the viewer."""
        return choices.ALONE in self.on and not self.seen and self.job is None


def now(method: str, on: frozenset[str], seen: bool) -> Now:
    """Return what is shown; a run of the viewer's own takes the place of the recorded one."""
    own = choices.setting(method, on)
    shuffled = choices.SHUFFLE in on
    wide = computed.solved(computed.K if choices.beside() == "wide" else 3, shuffled).seen
    if method == "cca":
        return Now(
            method,
            on,
            own,
            None,
            computed.solved(3, shuffled).seen,
            computed.solved(computed.K, shuffled).seen,
            seen,
        )
    job = live.job(own)
    if job is not None and job.frames:
        left = as_recorded(job.frames, recorded("infonce"))
    else:
        left = recorded(method, choices.way(on))
    return Now(method, on, own, job, left, wide, seen)


def figure(shown: Now, view: View, placed: list[Placed]) -> None:
    """Mount the figure."""
    left, right = shown.left, shown.right
    step = whole(view["joint_step"], STEPS)
    picked = whole(view["joint_pick"], len(computed.names()) - 1)
    going = shown.job is not None and shown.job.live
    header: Header = {
        "names": computed.names(),
        "pictured": len(WITH_PICTURE),
        "spaces": [_space(left, _title(shown)), _space(right, _beside(shown))],
        "training": None if shown.method == "cca" else _training(shown),
        "said": _solved(shown) if shown.method == "cca" else "",
        "step": -1 if step is None or going else step,
        "picked": computed.names().index("dog") if picked is None else picked,
        "centred": choices.CENTRE in shown.on,
        "placed": placed,
        "pieces": len(shown.job.frames) if going and shown.job is not None else -1,
    }
    blobs: dict[str, bytes | list[bytes]] = {
        "visual": [computed.buffered(run.places["visual"]) for run in (left, right)],
        "text": [computed.buffered(run.places["text"]) for run in (left, right)],
        "losses": left.losses.astype(np.float32).tobytes(),
        "other": _other(shown),
        "drawings": computed.drawings(),
    }
    mount(header, blobs, key=KEY, on_step_change=_stepped, on_picked_change=_picked, on_more_change=_more)


def _title(shown: Now) -> str:
    if shown.method == "cca":
        return "CCA, k = 3"
    name = tr(METHODS[shown.method])
    return f"{name}, k = {shown.setting.dimensions}" if shown.job else f"{name}, k = 3"


def _beside(shown: Now) -> str:
    return choices.BESIDE["wide" if shown.method == "cca" else choices.beside()]


def _space(run: Recorded, title: str) -> Space:
    means = np.stack([run.means["visual"], run.means["text"]], axis=1)
    return {
        "title": title,
        "said": choices.said(run),
        "frames": run.frames,
        "sphere": run.sphere,
        "means": np.round(means, 4).tolist(),
    }


def _training(shown: Now) -> Training:
    run, job = shown.left, shown.job
    level, said = choices.level(shown.setting if job else _recorded_setting(shown))
    title = tr("Loss of this run") if job else tr("Loss of the recorded run")
    if job is not None and job.cancelled:
        title = tr("Loss until it was cancelled")
    return {
        "title": title,
        "steps": [int(step) for step in run.figures["step"]],
        "total": STEPS,
        "live": job is not None and job.live,
        "level": level,
        "level_said": said,
        "other_said": tr("without negatives") if len(_other(shown)) else "",
        "recall": [] if shown.covered else _rounded(run.figures["recall"]),
        "centred": [] if shown.covered else _rounded(run.figures["centred"]),
        "gap": _rounded(run.figures["gap"]),
        "spread": _rounded(run.figures["spread"]),
    }


def _recorded_setting(shown: Now) -> Setting:
    return Setting(
        shown.method, negatives=choices.ALONE not in shown.on, shuffled=choices.SHUFFLE in shown.on
    )


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]


def _other(shown: Now) -> bytes:
    """Return the losses of the recorded run without negatives, where it stands beside the one with them."""
    if shown.method in ("cca",) or choices.ALONE in shown.on or not shown.seen:
        return b""
    return recorded(shown.method, "no negatives").losses.astype(np.float32).tobytes()


def _solved(shown: Now) -> str:
    """Return what stands for the loss where there is no run: correlations, in training and held out."""
    found = computed.solved(computed.K, shown.shuffled)
    values = {
        "seconds": f"{found.seen.figures['seconds'][-1]:.2f}",
        "training": f"{found.training:.2f}".replace("-", "−"),
        "held_out": f"{found.held_out:.2f}".replace("-", "−"),
    }
    if shown.shuffled:
        return tr(
            "CCA is solved at once, in {seconds} s for k = 64. Trained on shuffled pairs, its "
            "first ten correlations are {training} on training pairs and {held_out} on "
            "held-out ones.",
            **values,
        )
    return tr(
        "CCA is solved at once, in {seconds} s for k = 64. Trained on true pairs, its first "
        "ten correlations are {training} on training pairs and {held_out} on held-out ones.",
        **values,
    )


def _stepped() -> None:
    got = st.session_state[KEY].get("step")
    if got is not None:
        put(joint_step=str(int(got)) if int(got) < STEPS else "")


def _picked() -> None:
    got = st.session_state[KEY].get("picked")
    if got is not None:
        put(joint_pick=str(int(got)))


def _more() -> None:
    """Have the fragment run again: that is all that is asked."""


def train(shown: Now) -> None:
    """Write the button that begins a run, or cancels the one that goes on, and what there is to say of it."""
    job = shown.job
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", width="content", key="joint-train"
    ):
        if job is not None and job.live:
            step = job.frames[-1].step if job.frames else 0
            note(tr("Your run: step {step} of {of}.", step=step, of=STEPS))
            st.button(tr("Cancel"), key="joint_cancel", on_click=live.cancel)
            return
        if job is not None:
            last = job.frames[-1] if job.frames else None
            if last is None:
                note(tr("Your run was cancelled before its first step."))
            else:
                values = {"step": last.step, "seconds": last.seconds, "recall": last.recall}
                note(
                    tr("Your run, cancelled at step {step}, {seconds:.1f} s, R@10 {recall:.2f}.", **values)
                    if job.cancelled
                    else tr("Your run: step {step}, {seconds:.1f} s, R@10 {recall:.2f}.", **values)
                )
        else:
            note(tr("This is a recorded run."))
        st.button(
            tr("Train now"),
            key="joint_train",
            on_click=live.begin,
            args=(shown.setting,),
            disabled=locked(),
            help=tr("Trains this setting from random parameters, in a few seconds; watch the two clouds."),
        )
