"""Joint space, the latent space of digits: what is given, what the posterior does, what a walk makes."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.digits import joint
from mmfusion.ui.joint.vae import drawing, latent
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def axes(shown: str) -> dict[str, tuple[float, float]]:
    """Return the half axes of each ellipse that is drawn, in a picture: HTML lets no SVG through."""
    assert "<svg" not in shown
    (data,) = re.findall(r'class="mmf-latent"[^>]*base64,([^"]+)"', shown)
    shown = base64.b64decode(data).decode()
    found = re.findall(r'data-given="(\w+)" [^>]*rx="([\d.]+)" ry="([\d.]+)"', shown)
    return {name: (float(a), float(b)) for name, a, b in found}


def said(shown: str) -> list[float]:
    match = re.search(r"without the picture (\d\.\d+), without the voice (\d\.\d+)", shown)
    assert match
    return [float(value) for value in match.groups()]


def test_a_product_is_drawn_wider_without_a_modality_and_a_mixture_is_not(visit: Visit) -> None:
    app = visit("joint", joint_seen="1")
    assert not app.exception
    shown = axes(html(app))
    assert set(shown) == {latent.BOTH, latent.SEEN, latent.HEARD}
    assert all(np.prod(shown[name]) > np.prod(shown[latent.BOTH]) for name in (latent.SEEN, latent.HEARD))
    assert min(said(html(app))) > 1.0
    app.segmented_control(key="joint_experts").set_value("mixture").run()
    assert not app.exception
    assert min(said(html(app))) < 1.0
    assert min(np.prod(axes(html(app))[name]) for name in (latent.SEEN, latent.HEARD)) < np.prod(
        axes(html(app))[latent.BOTH]
    )


def test_a_walk_changes_what_is_seen_and_what_is_heard(visit: Visit) -> None:
    app = visit("joint", joint_seen="1")

    def made() -> list[str]:
        return re.findall(r'mmf-made"[^>]*src="([^"]+)"', html(app))

    before = made()
    app.slider(key="joint_walk1").set_value(2.5).run()
    assert not app.exception
    after = made()
    assert len(before) == len(after) == 2
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_the_link_chooses_what_is_given_and_a_hostile_one_does_no_harm(visit: Visit) -> None:
    app = visit("joint", joint_given="audio", joint_digit="7", joint_experts="mixture")
    assert not app.exception
    assert "of a 7, one standard deviation; given: voice alone" in html(app)
    for wrong in ("<b>", "-1", "12", "9" * 400):
        app = visit("joint", joint_given=wrong, joint_digit=wrong, joint_experts=wrong, joint_walk1=wrong)
        assert not app.exception


@pytest.mark.parametrize("experts", joint.KINDS)
def test_an_ellipse_is_the_posteriors_own_deviation_in_the_plane(experts: str) -> None:
    """Against samples of the posterior, put into the plane one by one."""
    plane = latent.plane(experts)  # type: ignore[arg-type]
    mean, variance = latent.posterior(experts, 4, latent.SEEN)  # type: ignore[arg-type]
    z = mean + np.sqrt(variance) * np.random.default_rng(0).normal(size=(50_000, len(mean)))
    flat = (z - plane.middle) @ plane.axes.T * drawing.unit(plane)
    x, y, long, short, _ = drawing.outline(plane, drawing.Ellipse(latent.SEEN, mean, variance, strong=True))
    deviations = np.sqrt(np.linalg.eigvalsh(np.cov(flat.T)))[::-1]
    assert (long, short) == pytest.approx(tuple(deviations), rel=0.02)
    middle = flat.mean(axis=0)
    assert (x, y) == pytest.approx((drawing.SIZE / 2 + middle[0], drawing.SIZE / 2 - middle[1]), abs=0.5)


def test_what_is_made_where_a_picture_is_placed_is_that_digit() -> None:
    """Most of ten pictures alone make one nearer to the mean of their own kind than to any other's."""
    views, digits = latent.pairs()
    kinds = np.stack([views[latent.SEEN][digits == k].mean(axis=0) for k in range(10)])
    right = 0
    for digit in range(10):
        mean, _ = latent.posterior("product", digit, latent.SEEN)
        picture = latent.made("product", mean)[0].reshape(-1)
        right += int(np.argmin(((kinds - picture) ** 2).sum(axis=1)) == digit)
    assert right >= 8
