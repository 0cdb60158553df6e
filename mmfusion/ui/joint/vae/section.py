"""The section: what is given, the posterior drawn, a walk from it, and both sides made of every place."""

from __future__ import annotations

import numpy as np
import streamlit as st

from mmfusion.colearning.vae import Experts
from mmfusion.language import marked, retold, tr
from mmfusion.tasks.digits.vocoder import audible
from mmfusion.tasks.digits.voice import RATE
from mmfusion.ui.joint.vae import latent
from mmfusion.ui.joint.vae.drawing import Ellipse, drawn, picture
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.state import locked
from mmfusion.ui.shell.theme import palette

KINDS: dict[Experts, str] = {
    "product": marked("product of experts"),
    "mixture": marked("mixture of experts"),
}
GIVEN = {
    latent.BOTH: marked("picture and voice"),
    latent.SEEN: marked("picture alone"),
    latent.HEARD: marked("voice alone"),
}
FARTHEST, STEP = 3.0, 0.25
"""How far one walks along a direction, in deviations of the digits' places."""
LEAD = marked(
    "Digits written and spoken in one latent space of twelve dimensions, learned by a VAE "
    "without labels from pairs of one class. Take the picture or the voice away; then move "
    "through the space."
)
WIDENS = {
    "product": marked(
        "A product of experts is narrower with each modality, and widens when one is taken away."
    ),
    "mixture": marked(
        "A mixture’s experts are as wide alone as together: one taken away only leaves the mixture."
    ),
}


@st.fragment
def section() -> None:
    """Write the section; nothing else on the page runs when one walks."""
    st.html(f'<h2 class="mmf-h2">{tr("Take a modality away")}</h2>')
    try:
        latent.plane("product")
        latent.plane("mixture")
    except FileNotFoundError as error:
        say(tr("There is no latent space to move in: {error}.", error=retold(str(error))))
        return
    note(tr(LEAD))
    experts, given, digit = _chosen()
    left, right = st.columns([3, 2], gap="large")
    with right:
        one, two = (
            st.slider(
                tr("along direction {n}, standard deviations", n=place),
                -FARTHEST,
                FARTHEST,
                0.0,
                STEP,
                key=f"joint_walk{place}",
                bind="query-params",
                disabled=locked(),
                help=tr(
                    "Moves the dot in the plane; watch the picture, and listen to the voice, made there."
                ),
            )
            for place in (1, 2)
        )
        plane = latent.plane(experts)
        mean, _ = latent.posterior(experts, digit, given)
        z = mean + np.array([one, two]) * plane.spread @ plane.axes
        _made(experts, z)
    with left:
        _posterior(experts, digit, given, z)


def _chosen() -> tuple[Experts, str, int]:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="joint-vae-row"):
        experts = choose(
            "joint_experts",
            marked("how the experts are joined"),
            {str(k): v for k, v in KINDS.items()},
            hidden=True,
        )
        given = choose("joint_given", marked("modalities given"), GIVEN, hidden=True)
        digit = choose("joint_digit", marked("digit"), {str(k): str(k) for k in range(10)}, "3", hidden=True)
    return ("mixture" if experts == "mixture" else "product"), given, int(digit)


def _posterior(experts: Experts, digit: int, given: str, z: latent.Floats) -> None:
    ellipses = [
        Ellipse(name, *latent.posterior(experts, digit, name), strong=name == given) for name in latent.GIVEN
    ]
    plane = latent.plane(experts)
    words = tr(
        "What is known of the latent variable of a {digit}, one standard deviation; given: {given}",
        digit=digit,
        given=tr(GIVEN[given]),
    )
    st.html(drawn(plane, ellipses, z, words, palette()))
    factor = tr(
        "σ, relative to both modalities: without the picture {picture:.2f}, without the voice {voice:.2f}.",
        picture=latent.widening(experts, latent.SEEN),
        voice=latent.widening(experts, latent.HEARD),
    )
    st.html(f'<p class="mmf-note" data-testid="widening">{factor}</p>')
    note(
        tr(WIDENS[experts])
        + " "
        + tr(
            "Ellipses: one standard deviation; blue and orange for a modality alone. Digits: "
            "where a hundred test pairs lie; the plane holds {share:.0f} % of their variance.",
            share=100 * plane.variance,
        )
    )


def _made(experts: Experts, z: latent.Floats) -> None:
    seen, heard = latent.made(experts, z)
    level = (heard[::-1] + 40) / 50
    st.html(
        '<div class="mmf-both">'
        f"<figure>{picture(seen, tr('the picture that is made here'))}"
        f"<figcaption>{tr('picture')}</figcaption></figure>"
        f"<figure>{picture(level, tr('the log-mel spectrogram that is made here'))}"
        f"<figcaption>{tr('voice')}</figcaption></figure>"
        "</div>"
    )
    st.audio(audible(heard), sample_rate=RATE)
    note(tr("The voice is made from 16 bands without a pitch: it buzzes a digit, or something between two."))
