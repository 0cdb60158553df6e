"""The section: what is given, the posterior drawn, a walk from it, and both sides made of every place."""

from __future__ import annotations

import numpy as np
import streamlit as st

from mmfusion.colearning.vae import Experts
from mmfusion.tasks.digits.vocoder import audible
from mmfusion.tasks.digits.voice import RATE
from mmfusion.ui.joint.vae import latent
from mmfusion.ui.joint.vae.drawing import Ellipse, drawn, picture
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.theme import palette

KINDS: dict[Experts, str] = {"product": "product of experts", "mixture": "mixture of experts"}
GIVEN = {latent.BOTH: "picture and voice", latent.SEEN: "picture alone", latent.HEARD: "voice alone"}
FARTHEST, STEP = 3.0, 0.25
"""How far one walks along a direction, in deviations of the digits' places."""
LEAD = (
    "Digits written and spoken in one latent space of twelve dimensions, learned without labels from pairs "
    "of one class. Take the picture or the voice away; then walk."
)
WIDENS = {
    "product": "A product of experts is sharpened by each modality, and widens when one is taken away.",
    "mixture": "A mixture’s experts are as wide alone as together: one taken away only leaves the mixture.",
}


@st.fragment
def section() -> None:
    """Write the section; nothing else on the page runs when one walks."""
    st.html('<h2 class="mmf-h2">Take a modality away</h2>')
    try:
        latent.plane("product")
        latent.plane("mixture")
    except FileNotFoundError as error:
        say(f"There is no latent space to walk in: {error}.")
        return
    note(LEAD)
    experts, given, digit = _chosen()
    left, right = st.columns([3, 2], gap="large")
    with right:
        one, two = (
            st.slider(
                f"along direction {place}, in deviations",
                -FARTHEST,
                FARTHEST,
                0.0,
                STEP,
                key=f"joint_walk{place}",
                bind="query-params",
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
        experts = choose("joint_experts", "experts", {str(k): v for k, v in KINDS.items()}, hidden=True)
        given = choose("joint_given", "given", GIVEN, hidden=True)
        digit = choose("joint_digit", "digit", {str(k): str(k) for k in range(10)}, "3", hidden=True)
    return ("mixture" if experts == "mixture" else "product"), given, int(digit)


def _posterior(experts: Experts, digit: int, given: str, z: latent.Floats) -> None:
    ellipses = [
        Ellipse(name, *latent.posterior(experts, digit, name), strong=name == given) for name in latent.GIVEN
    ]
    plane = latent.plane(experts)
    words = f"What {GIVEN[given]} of a {digit} say of the latent variable, one standard deviation"
    st.html(drawn(plane, ellipses, z, words, palette()))
    factors = ", ".join(
        f"without the {what} {latent.widening(experts, taken):.2f}"
        for taken, what in ((latent.SEEN, "picture"), (latent.HEARD, "voice"))
    )
    st.html(f'<p class="mmf-note" data-testid="widening">σ, times what it is with both: {factors}.</p>')
    note(
        f"{WIDENS[experts]} Ellipses: one standard deviation; blue and orange for a modality alone. "
        f"Digits: where a hundred test pairs lie; the plane holds {plane.variance:.0%} of their variance."
    )


def _made(experts: Experts, z: latent.Floats) -> None:
    seen, heard = latent.made(experts, z)
    level = (heard[::-1] + 40) / 50
    st.html(
        '<div class="mmf-both">'
        f"<figure>{picture(seen, 'the picture that is made here')}<figcaption>seen</figcaption></figure>"
        f"<figure>{picture(level, 'the log-mel that is made here')}<figcaption>heard</figcaption></figure>"
        "</div>"
    )
    st.audio(audible(heard), sample_rate=RATE)
    note("The voice is made from 16 bands without a pitch: a buzz that says a digit, or something between.")
