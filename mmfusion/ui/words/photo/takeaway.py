"""What can be taken away of a photograph and a word: its map as a picture, as numbers, as a notebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.clips.own import Source
from mmfusion.ui.parts.plotly_fold import Made, files
from mmfusion.ui.parts.takeaway import notebook_of, opened
from mmfusion.ui.words.photo import computed, drawn

if TYPE_CHECKING:
    import numpy as np
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from mmfusion.figures import Palette

WIDE, GAP, ACROSS = 480, 8, 4
"""Pixels that a picture is wide in a file, those between two, and pictures in a row."""


@dataclass(frozen=True, eq=False)
class Looked:
    """Pictures `(H, W, 3)`, and over each the map `(rows, columns)` of a word."""

    source: Source
    start: float
    pictures: Sequence[NDArray[np.uint8]]
    maps: Sequence[NDArray[np.float32]]
    word: str
    way: str


def figures(now: Looked) -> list[Made]:
    """Return the map over each picture."""
    many = len(now.pictures) > 1
    return [
        Made(
            tr("Where “{word}” looks, frame {n}", word=now.word, n=number + 1)
            if many
            else tr("Where “{word}” looks", word=now.word),
            partial(_figure, now, number),
        )
        for number in range(len(now.pictures))
    ]


def _figure(now: Looked, number: int, palette: Palette) -> go.Figure:
    from mmfusion.figures import scene_map
    from mmfusion.tasks.photos.looking import covered

    picture = now.pictures[number]
    return scene_map(
        now.maps[number],
        palette,
        heading=tr("Where “{word}” looks", word=now.word),
        about=now.source.name,
        picture=picture,
        covered=covered(picture.shape),
    )


def table(now: Looked) -> str:
    """Return the maps as CSV: a row a row of cells."""
    out = io.StringIO()
    writer = csv.writer(out)
    columns = max(weights.shape[1] for weights in now.maps)
    writer.writerow(["word", "picture", "row", *(f"column {i + 1}" for i in range(columns))])
    for number, weights in enumerate(now.maps, start=1):
        for row, values in enumerate(weights, start=1):
            writer.writerow([now.word, number, row, *(f"{value:.6f}" for value in values)])
    return out.getvalue()


def as_svg(now: Looked, blue: str) -> str:
    """Return the pictures with the map over them, as they are seen, as an SVG that needs nothing else."""
    height, width = now.pictures[0].shape[:2]
    tall = round(WIDE * height / width)
    across = min(len(now.pictures), ACROSS)
    down = -(-len(now.pictures) // ACROSS)
    parts = []
    for number, (picture, weights) in enumerate(zip(now.pictures, now.maps, strict=True)):
        every, frame = drawn.tiles(picture, weights)
        x, y = number % ACROSS * (WIDE + GAP), number // ACROSS * (tall + GAP)
        inside = "".join(
            f'<rect x="{tile.left}%" y="{tile.top}%" width="{tile.wide}%" height="{tile.tall}%" '
            f'fill="{blue}" fill-opacity="{tile.opacity:.3f}"/>'
            for tile in every
        )
        parts.append(
            f'<svg x="{x}" y="{y}" width="{WIDE}" height="{tall}">'
            f'<image width="100%" height="100%" preserveAspectRatio="none" href="{drawn.embedded(picture)}"/>'
            f'{inside}<rect x="{frame.left}%" y="{frame.top}%" width="{frame.wide}%" height="{frame.tall}%" '
            'fill="none" stroke="#1B1D21" stroke-width="2.5"/></svg>'
        )
    size = f'width="{across * (WIDE + GAP) - GAP}" height="{down * (tall + GAP) - GAP}"'
    title = f"<title>{tr('Where “{word}” looks', word=escape(now.word))}</title>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{title}{"".join(parts)}</svg>'


def as_png(now: Looked, blue: str) -> bytes:
    """Return the same as PNG."""
    from PIL import Image, ImageDraw

    height, width = now.pictures[0].shape[:2]
    tall = round(WIDE * height / width)
    across = min(len(now.pictures), ACROSS)
    down = -(-len(now.pictures) // ACROSS)
    sheet = Image.new("RGB", (across * (WIDE + GAP) - GAP, down * (tall + GAP) - GAP), "white")
    for number, (picture, weights) in enumerate(zip(now.pictures, now.maps, strict=True)):
        own = Image.fromarray(picture).resize((WIDE, tall)).convert("RGBA")
        over = Image.new("RGBA", own.size)
        pen = ImageDraw.Draw(over)
        every, frame = drawn.tiles(picture, weights)
        for tile in every:
            pen.rectangle(_box(tile, tall), fill=f"{blue}{round(255 * tile.opacity):02X}")
        pen.rectangle(_box(frame, tall), outline="#1B1D21", width=3)
        place = (number % ACROSS * (WIDE + GAP), number // ACROSS * (tall + GAP))
        sheet.paste(Image.alpha_composite(own, over).convert("RGB"), place)
    sheet.save(out := io.BytesIO(), "PNG")
    return out.getvalue()


def _box(tile: drawn.Tile, tall: int) -> tuple[float, float, float, float]:
    right, bottom = tile.left + tile.wide, tile.top + tile.tall
    return (
        tile.left * WIDE / 100,
        tile.top * tall / 100,
        right * WIDE / 100 - 1,
        bottom * tall / 100 - 1,
    )


def notebook(now: Looked) -> str:
    """Return a notebook that asks the same of the same picture with mmfusion alone."""
    still = len(now.pictures) == 1
    where = [f"path = {now.source.name!r}  # where the file lies"]
    if now.source.key == computed.STILL:
        where = [
            "from importlib.resources import files",
            "",
            f"path = files('sklearn.datasets.images') / {computed.STILL!r}",
        ]
    elif now.source.shipped:
        where = [
            "from mmfusion.tasks import events",
            "",
            f"path = {{sample.name: sample.path for sample in events.load_samples()}}[{now.source.key!r}]",
        ]
    lines = [
        "import mmfusion",
        "from mmfusion.tasks.photos import cells, encode, shares",
        *where,
        "",
        f"frames = mmfusion.media.load_clip(path, start={now.start}).frames",
        f"picture = frames[{'len(frames) // 2' if still else '0'}]",
        f"found = shares(cells(picture), encode([{now.word!r}]), {now.way!r})[0]",
        "found.shape, found.max()",
    ]
    last = [
        "from mmfusion.figures import scene_map",
        "",
        f"scene_map(found, heading={now.word!r}, picture=picture)",
    ]
    return notebook_of(f"Where “{now.word}” looks in a photograph", lines, last)


def take_away(now: Looked, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened("photo-takeaway")
    if popover is None:
        return
    from mmfusion.figures import LIGHT

    blue, name = LIGHT.mark("visual"), "mmfusion-photo"  # a photograph is as light on a dark page
    with popover:
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(
                tr("Figure, PNG"), lambda: as_png(now, blue), f"{name}.png", "image/png", on_click="ignore"
            )
            st.download_button(
                "SVG", lambda: as_svg(now, blue), f"{name}.svg", "image/svg+xml", on_click="ignore"
            )
            st.download_button(tr("Notebook"), notebook(now), f"{name}.ipynb", on_click="ignore")
            st.download_button(tr("Map, CSV"), table(now), f"{name}.csv", "text/csv", on_click="ignore")
        files("photo", name, made)
