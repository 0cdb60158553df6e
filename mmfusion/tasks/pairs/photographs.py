"""Photographs and sentences: two maps into one space, learned on Flickr8k, which ship; and what they find.

The maps are CCA's on principal components, put together into one matrix each, z = (x − mean) M. They learn on
700 photographs of Flickr8k with five captions each, are tuned on 100 and counted on 200, shared out by the
hash of their names. What a photograph or a sentence of one's own is compared with is COCO, of which they saw
nothing: sentences of 413 pictures, and those 84 of them as thumbnails that are under CC BY 2.0.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.nn.device import to_numpy
from mmfusion.tasks.pairs.data import FOLDER, rounded, unit

FLICKR, COCO = "flickr8k_1000_224.zip", "coco_mini_320.zip"
PHOTOGRAPHS = (FLICKR, COCO)
"""The packs."""
FILE, LIST, PICTURES = "photographs.npz", "photographs.json", "photographs.webp"
TRAIN, VALIDATION = 700, 100
"""Of 1,000; the rest, 200, is held out."""
K = 64
TILE, COLUMNS = (72, 54), 12
"""Size of a thumbnail, px, and thumbnails in a row."""
FREE = "Attribution License"
REGULARISATIONS = (0.05, 0.1, 0.2, 0.3, 0.5)
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Photographs:
    """The maps, and what is there to be found.

    Attributes:
        means: `(p,)` by modality.
        maps: `(p, 64)` by modality.
        sentences: COCO captions, one a picture.
        files: COCO's name of the picture that each belongs to.
        places: `(413, 64)` by modality, of these pictures and sentences, of length 1.
        pictured: which of them have a thumbnail, in the order of the atlas.

    """

    means: dict[str, NDArray[np.float32]]
    maps: dict[str, NDArray[np.float32]]
    sentences: tuple[str, ...]
    files: tuple[str, ...]
    places: dict[str, NDArray[np.float32]]
    pictured: tuple[int, ...]

    def place(self, modality: str, features: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return where rows of features `(m, p)` lie, of length 1: `(m, 64)`."""
        return unit((unit(features) - self.means[modality]) @ self.maps[modality])


def parts(names: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return which names train, choose and are held out, by their hash.

    Example:
        >>> from mmfusion.tasks.pairs.photographs import parts
        >>> [len(part) for part in parts([f"{i}.jpg" for i in range(1000)])]
        [700, 100, 200]

    """
    order = np.argsort([sha256(name.encode()).hexdigest() for name in names])
    return order[:TRAIN], order[TRAIN : TRAIN + VALIDATION], order[TRAIN + VALIDATION :]


def read(pack: str, report: Callable[[str], None]) -> tuple[list[str], Floats, list[list[str]], list[str]]:
    """Return names, features `(n, 1280)`, captions and licences of photographs. Raises `PackError`."""
    from PIL import Image

    from mmfusion.tasks.flowers import DEEP
    from mmfusion.tasks.flowers.describe import describe_deep
    from mmfusion.tasks.packs import read_member

    rows = _listed(pack)
    seen = []
    for at, (name, _, _) in enumerate(rows):
        with Image.open(io.BytesIO(read_member(pack, f"images/{name}"))) as image:
            seen.append(describe_deep(np.asarray(image.convert("RGB")))[DEEP])
        if (at + 1) % 200 == 0 or at + 1 == len(rows):
            report(f"{at + 1} of {len(rows)} photographs of {pack} seen")
    return (
        [row[0] for row in rows],
        np.stack(seen).astype(np.float64),
        [row[1] for row in rows],
        [row[2] for row in rows],
    )


def _listed(pack: str) -> list[tuple[str, list[str], str]]:
    from mmfusion.tasks.packs import read_member

    if pack == FLICKR:
        found: dict[str, Any] = json.loads(read_member(pack, "captions.json"))
        return [(name, row["captions"][:5], "") for name, row in sorted(found.items())]
    return [
        (row["file"], row["captions"][:5], row["flickr_licence"])
        for row in json.loads(read_member(pack, "annotations.json"))
    ]


def learned(
    seen: Floats, read_: Floats, train: NDArray[np.int64], validation: NDArray[np.int64]
) -> tuple[dict[str, Floats], dict[str, Floats], float]:
    """Return means, maps and the regularisation that validation prefers.

    Args:
        seen: features of the photographs `(n, 1280)`.
        read_: of their captions `(n, 5, 384)`.
        train: rows that are learned on; every caption is a pair.
        validation: rows that choose.

    """
    from mmfusion.colearning import CCA
    from mmfusion.tasks.pairs.evaluate import both
    from mmfusion.tasks.pairs.principal import Principal

    many = read_.shape[1]
    views = {
        "visual": np.repeat(unit(seen[train]), many, axis=0),
        "text": unit(read_[train].reshape(-1, read_.shape[2])),
    }
    component = Principal(views)
    chosen = {"visual": unit(seen[validation]), "text": unit(read_[validation, 0])}
    best: tuple[float, float, dict[str, Floats]] = (-1.0, 0.0, {})
    for r in REGULARISATIONS:
        own = CCA(K, regularisation=r, weighting=1.0, scale=False).fit(component(views))
        score = both(own.transform(component(chosen)))
        if score > best[0]:
            maps = {m: component.axes[m] @ own.coef_[m] * own.correlations_ for m in views}
            best = (score, r, maps)
    return component.means, best[2], best[1]


def make(report: Callable[[str], None], folder: Path = FOLDER) -> list[Path]:
    """Learn the maps and write them with what is to be found; return the files. Raises `PackError`."""
    from mmfusion.nn.minilm import load_encoder

    encode = load_encoder().encode
    names, seen, captions, _ = read(FLICKR, report)
    read_ = np.stack([to_numpy(encode(own)) for own in captions])
    train, validation, _ = parts(names)
    means, maps, r = learned(seen, read_, train, validation)
    report(f"regularisation {r}")
    files, other, said, licences = read(COCO, report)
    sentences = [own[0] for own in said]
    return write(folder, means, maps, files, other, sentences, to_numpy(encode(sentences)), licences)


def write(
    folder: Path,
    means: dict[str, Floats],
    maps: dict[str, Floats],
    files: list[str],
    seen: Floats,
    sentences: list[str],
    read_: NDArray[np.float32],
    licences: list[str],
) -> list[Path]:
    """Write maps, places of COCO's pictures and sentences, and the thumbnails; return the files."""
    held = Photographs(
        {m: mean.astype(np.float32) for m, mean in means.items()},
        {m: own.astype(np.float32) for m, own in maps.items()},
        tuple(sentences),
        tuple(files),
        {},
        tuple(i for i, licence in enumerate(licences) if licence == FREE),
    )
    arrays: dict[str, NDArray[Any]] = {}
    for modality, features in (("visual", seen), ("text", read_)):
        arrays[f"{modality} mean"] = held.means[modality].astype(np.float16)
        size = np.abs(held.maps[modality]).max()
        arrays[f"{modality} map"] = (held.maps[modality] / size).astype(np.float16)
        arrays[f"{modality} places"] = rounded(held.place(modality, features))
    np.savez_compressed(folder / FILE, **arrays)  # type: ignore[arg-type]  # arrays by name
    listing = {
        "credit": "MS-COCO 2017: captions CC BY 4.0, photographs (Flickr) CC BY 2.0",
        "pictured": held.pictured,
        "rows": [[file, sentence] for file, sentence in zip(files, sentences, strict=True)],
    }
    (folder / LIST).write_text(json.dumps(listing, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    (folder / PICTURES).write_bytes(thumbnails([files[i] for i in held.pictured]))
    photographs.cache_clear()
    return [folder / name for name in (FILE, LIST, PICTURES)]


def thumbnails(files: list[str]) -> bytes:
    """Return photographs of COCO as one WebP, `COLUMNS` in a row, each filling its tile."""
    from PIL import Image, ImageOps

    from mmfusion.tasks.packs import read_member

    wide, tall = TILE
    canvas = Image.new("RGB", (COLUMNS * wide, -(-len(files) // COLUMNS) * tall))
    for at, name in enumerate(files):
        with Image.open(io.BytesIO(read_member(COCO, f"images/{name}"))) as image:
            small = ImageOps.fit(image.convert("RGB"), TILE)
        canvas.paste(small, (wide * (at % COLUMNS), tall * (at // COLUMNS)))
    held = io.BytesIO()
    canvas.save(held, "WEBP", quality=45, method=6)
    return held.getvalue()


@lru_cache(maxsize=2)
def photographs(folder: Path = FOLDER) -> Photographs:
    """Return the maps that ship and what is there to be found.

    Raises:
        FileNotFoundError: they are not there; the text says which command makes them.

    Example:
        >>> from mmfusion.nn.minilm import load_encoder
        >>> from mmfusion.tasks.pairs.photographs import photographs
        >>> own = photographs()
        >>> z = own.place("text", load_encoder().encode(["a dog with a frisbee"]).numpy())
        >>> best = int((own.places["text"] @ z[0]).argmax())
        >>> z.shape, "frisbee" in own.sentences[best]
        ((1, 64), True)

    """
    if not (folder / FILE).is_file():
        raise FileNotFoundError(f"no maps at {folder / FILE}: `mmfusion data features pairs` makes them")
    listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
    files, sentences = zip(*listed["rows"], strict=True)
    with np.load(folder / FILE, allow_pickle=False) as found:
        both = ("visual", "text")
        return Photographs(
            {m: found[f"{m} mean"].astype(np.float32) for m in both},
            {m: found[f"{m} map"].astype(np.float32) for m in both},
            tuple(sentences),
            tuple(files),
            {m: unit(found[f"{m} places"]) for m in both},
            tuple(listed["pictured"]),
        )


def measured(report: Callable[[str], None]) -> dict[str, Any]:
    """Return R@1, 5 and 10 of the 200 held-out photographs and their first captions, both ways.

    Raises:
        PackError: the pack is missing.

    """
    from mmfusion.measure.retrieval import cosine, recall
    from mmfusion.nn.minilm import load_encoder

    names, seen, captions, _ = read(FLICKR, report)
    held_out = parts(names)[2]
    own = photographs()
    visual = own.place("visual", seen[held_out])
    text = own.place("text", to_numpy(load_encoder().encode([captions[i][0] for i in held_out])))
    ways = {"sentence to photograph": (text, visual), "photograph to sentence": (visual, text)}
    return {
        "candidates": len(held_out),
        **{
            f"R@{k}, {way}": recall(cosine(query, candidate), k).to_dict()
            for way, (query, candidate) in ways.items()
            for k in (1, 5, 10)
        },
    }
