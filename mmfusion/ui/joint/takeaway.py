"""What can be taken away from the page of joint spaces: link, figures, numbers, a notebook."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.ui.joint import computed
from mmfusion.ui.parts.picture_export import picture_export
from mmfusion.ui.parts.plotly_fold import files
from mmfusion.ui.parts.takeaway import link, notebook_of, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmfusion.ui.joint.figure import Now
    from mmfusion.ui.parts.plotly_fold import Made


def table(found: Now) -> str:
    """Return the last frame's places as CSV: a pair a row."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", *(f"{m}_{axis}" for m in ("visual", "text") for axis in "xyz")])
    visual, text = (found.left.places[m][-1] for m in ("visual", "text"))
    for name, a, b in zip(computed.names(), visual, text, strict=True):
        writer.writerow([name, *(f"{v:.4f}" for v in (*a, *b))])
    return out.getvalue()


def notebook(found: Now) -> str:
    """Return a notebook that learns the space that is shown, and counts what it finds."""
    own = found.setting
    shared = f"batch={own.batch}, negatives={own.negatives}, scale=False)"
    imports, learn = {
        "cca": (
            "from mmfusion.colearning import CCA",
            "space = CCA(3, regularisation=0.5, scale=False)",
        ),
        "margin": (
            "from mmfusion.colearning import Margin",
            f"space = Margin({own.dimensions}, margin={own.margin}, {shared}",
        ),
        "infonce": (
            "from mmfusion.colearning import InfoNCE",
            f"space = InfoNCE({own.dimensions}, temperature={own.temperature}, {shared}",
        ),
        "siglip": (
            "from mmfusion.colearning import SigLIP",
            f"space = SigLIP({own.dimensions}, temperature={own.temperature}, {shared}",
        ),
    }[found.method]
    wrong = "np.random.default_rng(0).permutation(split.train)" if found.shuffled else "split.train"
    first = [
        "import numpy as np",
        "",
        imports,
        "from mmfusion.tasks.pairs import Principal, pairs",
        "",
        "every = pairs()",
        "split = every.split(1)",
        "views = every.views",
        "seen = Principal({name: view[split.train] for name, view in views.items()})",
        f'train = seen({{"visual": views["visual"][split.train], "text": views["text"][{wrong}]}})',
        "held_out = seen({name: view[split.test] for name, view in views.items()})",
    ]
    last = [learn, "space.fit(train).score(held_out)  # R@10, the mean of both ways"]
    return notebook_of("Pictures and their names in one space", first, last)


def take_away(found: Now, made: Sequence[Made]) -> None:
    """Write what can be taken away."""
    popover = opened()
    if popover is None:
        return
    with popover:
        st.code(link(), language=None, wrap_lines=True)
        with st.container(horizontal=True, gap="xsmall"):
            buttons = {"png": "Spheres, PNG", "svg": "Loss, SVG"}
            picture_export(".spheres", "mmfusion-joint", buttons, key="joint-files")
            st.download_button("Notebook", notebook(found), "mmfusion-joint.ipynb", on_click="ignore")
            st.download_button(
                "Numbers, CSV", table(found), "mmfusion-joint.csv", "text/csv", on_click="ignore"
            )
        files("joint", "mmfusion-joint", made)
