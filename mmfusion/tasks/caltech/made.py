"""What ships for splits of Caltech-101, made from its pack: features, copies, blurs, thumbnails."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import numpy as np
import torch
from PIL import Image, ImageFilter, ImageOps
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from mmfusion.colearning.zero_shot import Floats, unit
from mmfusion.nn.device import to_numpy
from mmfusion.nn.imagenet import recognise
from mmfusion.tasks.caltech import PACK
from mmfusion.tasks.caltech.pack import Recognised
from mmfusion.tasks.caltech.part import ALIKE, FOLDER
from mmfusion.tasks.caltech.part import COMPONENTS as AXES
from mmfusion.tasks.caltech.shown import COLUMNS, LARGE, LARGE_COLUMNS, QUESTIONS, SEED, SIZE, THUMBNAILS
from mmfusion.tasks.caltech.splits import EACH, FILE, PROBES, RADII, Index, pictures
from mmfusion.tasks.packs import read_member
from mmfusion.tasks.pairs.data import rounded

CROPS = ((0.0, 0.0, 0.9), (0.1, 0.1, 0.9), (0.0, 0.1, 0.9), (0.1, 0.0, 0.9), (0.05, 0.05, 0.9))
"""Left, top and size of what a copy keeps, in shares of the picture; each once as it is, once mirrored."""
QUALITY = 50
"""Of the WebP."""


def make(found: Recognised, report: Callable[[str], None] = print) -> None:
    """Write splits, copies, blurred versions and pictures to look at; some minutes. Raises `PackError`."""
    chosen, tied, probes = choose(found.targets, found.features)
    basis = principal(np.delete(found.features, chosen, axis=0))
    copied, blurs = [], []
    for number, row in enumerate(chosen[probes], start=1):
        image = picture(found.files[row])
        copied.append(basis(seen(copies(image))))
        blurs.append(basis(seen([image.filter(ImageFilter.GaussianBlur(radius)) for radius in RADII])))
        if number % 50 == 0:
            report(f"copies and blurs of {number} of {len(probes)} pictures")
    FOLDER.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        FOLDER / FILE,
        features=rounded(basis(found.features[chosen])),
        tied=tied.astype(np.int16),
        probes=probes.astype(np.int16),
        copies=np.stack([rounded(own) for own in copied]),
        blurred=np.stack([rounded(own) for own in blurs]),
    )
    stored = pictures().division(SEED).stored.ravel()
    for name, rows, size, columns in (
        (THUMBNAILS, stored, SIZE, COLUMNS),
        (QUESTIONS, probes[::PROBES], LARGE, LARGE_COLUMNS),
    ):
        sheet([picture(found.files[row]) for row in chosen[rows]], size, columns).save(
            FOLDER / name, quality=QUALITY, method=6
        )
        report(f"{FOLDER / name} {(FOLDER / name).stat().st_size:,} bytes")


def picture(file: str) -> Image.Image:
    """Return a picture of the pack. Raises `PackError` where the pack is not there."""
    with Image.open(io.BytesIO(read_member(PACK, file))) as image:
        return image.convert("RGB")


def seen(images: Sequence[Image.Image]) -> Floats:
    """Return the network's features `(N, 1280)` of pictures, of length 1."""
    return unit(to_numpy(recognise([np.array(image) for image in images], torch.float32).features.double()))


def choose(targets: Index, features: Floats) -> tuple[Index, Index, Index]:
    """Return which pictures ship, 27 a class; which of these are near-duplicates; which ask always.

    Args:
        targets: `(N,)`, their classes.
        features: `(N, d)`, of length 1.

    Returns:
        Rows of the N `(27 K,)`; a number a row, the same for near-duplicates; numbers of rows, two a class,
        that have no near-duplicate where a class has such.

    """
    rng = np.random.default_rng(0)
    classes = int(targets.max()) + 1
    chosen = np.concatenate(
        [rng.permutation(np.flatnonzero(targets == label))[:EACH] for label in range(classes)]
    )
    own = features[chosen]
    _, tied = connected_components(csr_array(own @ own.T > ALIKE), directed=False)
    twins = np.bincount(tied)[tied] > 1
    probes = []
    for label in range(classes):
        rows = np.arange(EACH * label, EACH * (label + 1))
        probes.append(rows[np.argsort(twins[rows], kind="stable")][:PROBES])
    return chosen, np.asarray(tied, dtype=np.int64), np.concatenate(probes)


def principal(features: Floats) -> Callable[[Floats], Floats]:
    """Return what maps rows `(n, d)` onto the first 128 principal axes of these pictures `(m, d)`."""
    mean = features.mean(axis=0)
    axes = np.linalg.svd(features - mean, full_matrices=False)[2][:AXES]
    return lambda rows: np.asarray((rows - mean) @ axes.T)


def copies(image: Image.Image) -> list[Image.Image]:
    """Return ten copies of a picture as somebody would upload them: five crops, and their mirror images."""
    width, height = image.size
    crops = [
        image.crop((round(x * width), round(y * height), round((x + s) * width), round((y + s) * height)))
        for x, y, s in CROPS
    ]
    return [one for crop in crops for one in (crop, ImageOps.mirror(crop))]


def sheet(images: Sequence[Image.Image], size: tuple[int, int], columns: int) -> Image.Image:
    """Return pictures side by side in rows, each cut to a size from its middle."""
    width, height = size
    out = Image.new("RGB", (columns * width, -(-len(images) // columns) * height))
    for place, image in enumerate(images):
        tile = ImageOps.fit(image, size, Image.Resampling.LANCZOS)
        out.paste(tile, (place % columns * width, place // columns * height))
    return out
