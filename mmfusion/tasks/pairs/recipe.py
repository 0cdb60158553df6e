"""How the pairs that ship are made: every drawing seen once, every name read by both encoders."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from mmfusion.nn.device import to_numpy
from mmfusion.tasks.flowers import DEEP
from mmfusion.tasks.flowers.features import encode
from mmfusion.tasks.pairs.data import ATLAS, COLUMNS, FILE, FOLDER, LIST, THUMBNAIL, rounded
from mmfusion.tasks.pairs.emoji import GROUPS, Emoji, bound_together, emoji, need_drawings, picture

CARD = "card.json"
CREDIT = "Drawings: OpenMoji 17 (openmoji.org), CC BY-SA 4.0; names, tags and groups: Unicode"
QUALITY = 45
"""Of the atlas as WebP."""
STEPS = 63
"""Six bits a number of a picture's view: its direction stays within a cosine of .9998."""


def make(report: Callable[[str], None], folder: Path = FOLDER) -> list[Path]:
    """Write the views, the list and the atlas into `folder`; return the files.

    Raises:
        FileNotFoundError: a pack or the drawings are missing.

    """
    from mmfusion.nn.minilm import load_encoder
    from mmfusion.tasks.flowers.describe import describe_deep
    from mmfusion.tasks.pairs.glove import glove, meanings

    need_drawings()
    every = emoji()
    names = [one.name for one in every]
    deep = []
    for at, one in enumerate(every):
        deep.append(describe_deep(picture(one))[DEEP])
        if (at + 1) % 200 == 0 or at + 1 == len(every):
            report(f"{at + 1} of {len(every)} drawings seen")
    visual = np.stack(deep)
    subgroups = sorted(
        {f"{one.group}/{one.subgroup}" for one in every}, key=lambda s: GROUPS.index(s.split("/")[0])
    )
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / FILE,
        visual=np.rint(encode(visual) * (STEPS / 255)).astype(np.uint8),
        minilm=rounded(to_numpy(load_encoder().encode(names))),
        glove=rounded(meanings(names, glove())),
        subgroup=np.array([subgroups.index(f"{e.group}/{e.subgroup}") for e in every], dtype=np.int16),
        tied=bound_together(visual).astype(np.int16),
    )
    listing = {
        "credit": CREDIT,
        "groups": GROUPS,
        "subgroups": subgroups,
        "emoji": [{"name": e.name, "hexcode": e.hexcode, "tags": e.tags} for e in every],
    }
    (folder / LIST).write_text(listed(listing), encoding="utf-8")
    (folder / ATLAS).write_bytes(drawn_together(every))
    (folder / CARD).write_text(json.dumps(card(len(every)), indent=1) + "\n", encoding="utf-8")
    return [folder / name for name in (FILE, LIST, ATLAS, CARD)]


def card(n: int) -> dict[str, object]:
    """Return what is said of the files: what they are, of how many pairs, from what, under which licence."""
    return {
        "what": "emoji and their names: views by frozen networks, near-duplicates, thumbnails",
        "made by": "mmfusion data features pairs",
        "pairs": n,
        "views": {
            "visual": "EfficientNet-Lite0, mean of the last map, of the drawing on white: 1280, six bits",
            "minilm": "all-MiniLM-L6-v2 of the name: 384, eight bits; it has seen captions of photographs",
            "glove": "mean GloVe 6B vector of the words of the name: 50, eight bits; it has read text alone",
        },
        "data": [
            {"pack": "OpenMoji 17.0.0, drawings and table of names", "licence": "CC BY-SA 4.0"},
            {"pack": "Unicode, names, tags and groups of emoji", "licence": "Unicode licence 3.0"},
            {"pack": "GloVe 6B, 50 dimensions", "licence": "PDDL 1.0"},
            {"pack": "Flickr8k, 700 photographs train the maps", "licence": "non-commercial research"},
            {"pack": "MS-COCO 2017, captions", "licence": "CC BY 4.0"},
            {"pack": "MS-COCO 2017, 84 thumbnails", "licence": "CC BY 2.0"},
        ],
    }


def listed(listing: Mapping[str, object]) -> str:
    """Return the listing as JSON with an emoji a line."""
    head = {key: value for key, value in listing.items() if key != "emoji"}
    rows = listing["emoji"]
    assert isinstance(rows, list)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return json.dumps(head, ensure_ascii=False, indent=1)[:-2] + f',\n "emoji": [\n{lines}\n]\n}}\n'


def drawn_together(every: Sequence[Emoji]) -> bytes:
    """Return all drawings as one WebP on white, `COLUMNS` in a row."""
    from PIL import Image

    from mmfusion.tasks.sounding.sprite_recipe import render

    rows = -(-len(every) // COLUMNS)
    canvas = Image.new("RGBA", (COLUMNS * THUMBNAIL, rows * THUMBNAIL), "white")
    for at, one in enumerate(every):
        drawn = render(one.hexcode, THUMBNAIL - 2)
        left, top = THUMBNAIL * (at % COLUMNS), THUMBNAIL * (at // COLUMNS)
        middle = (left + (THUMBNAIL - drawn.width) // 2, top + (THUMBNAIL - drawn.height) // 2)
        canvas.alpha_composite(drawn, middle)
    held = io.BytesIO()
    canvas.convert("RGB").save(held, "WEBP", quality=QUALITY, method=6)
    return held.getvalue()
