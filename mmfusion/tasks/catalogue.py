"""Which packs there are, and whether those at hand are the right ones.

A pack's hash is part of what a result means: figures of a card hold for these very files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from mmfusion.tasks.packs import data_root

State = Literal["present", "missing", "another size", "another content"]


@dataclass(frozen=True)
class Pack:
    """One file of `MMFUSION_DATA`."""

    file: str
    what: str
    licence: str
    bytes: int
    sha256: str


PACKS: tuple[Pack, ...] = (
    Pack(
        "animal_sounds_16k_ogg.zip",
        "865 animal recordings, ten kinds, 16 kHz",
        "none stated by the source",
        17_801_282,
        "3fd852da70846dfc2bd748066e20690667d62b7d2e6f0157f0200ffad86c378d",
    ),
    Pack(
        "caltech101_160.zip",
        "3,408 pictures of Caltech-101, 101 classes, at most 160 px",
        "CC BY 4.0",
        18_170_869,
        "6b55729f64bd390ce3ac7ec82b7d5213a5a59d120340b7c48885f8938c112dc8",
    ),
    Pack(
        "coco_mini_320.zip",
        "413 pictures of MS-COCO 2017 with captions and boxes, at most 320 px",
        "annotations CC BY 4.0; pictures by their Flickr licences",
        8_661_165,
        "38a6404008a8ee17bb49f13612adcfd2274ca75da137effb7363bc842e2782ee",
    ),
    Pack(
        "coco_val2017_captions_text.json.gz",
        "25,014 captions of MS-COCO val2017, text only",
        "CC BY 4.0",
        433_621,
        "36aa88b913fd72b9cbb109b6f05544c751593c41ccadd87a696fb0621d1ad707",
    ),
    Pack(
        "drone_multisensor.zip",
        "1,895 crops and 90 recordings of drones, helicopters, birds, aeroplanes, background",
        "CC0 1.0",
        7_163_864,
        "22b25db1d56c1628f7568b1b181560e4097cbf1134c20842a7dd42c8b75a761f",
    ),
    Pack(
        "esc10_16k_ogg.zip",
        "400 recordings of ESC-10, ten kinds, 16 kHz, official folds",
        "CC BY 3.0",
        9_716_127,
        "bd4d912b9e05e9704d9800066a44ce2b8a364ccf72091525c4f6cfc2e5d59515",
    ),
    Pack(
        "events_audio_folds.csv",
        "five folds of the recordings of events, near-duplicates dropped",
        "made for this project",
        65_988,
        "d1dbce5889eefb7b2797124e7deee887c8e0e804defd607a1eb6a58c414fbbca",
    ),
    Pack(
        "extra_clips.zip",
        "11 clips with picture and sound, ten of none: to try by hand",
        "a source's each: MIT, CC BY 4.0, CC0, free use",
        2_343_643,
        "f5bf3cbfed9930bf8e34956d589eecae495877fe2efc3a2835d4e90be01f4917",
    ),
    Pack(
        "extra_pictures_320.zip",
        "803 pictures of 16 sources, 633 of none of the kinds, at most 320 px",
        "a source's each: docs/data.md",
        15_903_941,
        "59eee70440adc610cfb44c13bbf48bec1c40069d0b245ff9f477ed893f45364d",
    ),
    Pack(
        "extra_sounds_16k_ogg.zip",
        "1,552 sounds of 21 sources, 1,217 of none of the kinds, 16 kHz",
        "a source's each: docs/data.md; two are CC BY-NC 3.0 and only test",
        33_372_044,
        "85f5442388e545b79b5093bc069ff9b60d60eea156a009f41ee21ec1252f4921",
    ),
    Pack(
        "flickr8k_1000_224.zip",
        "the first 1,000 pictures of Flickr8k with five captions each, at most 224 px",
        "Flickr8k terms: non-commercial research and education",
        9_771_370,
        "636b7511c361eebb796f4d633d2c0327cf0c4c2071721f932dd4792c4b0b7ca0",
    ),
    Pack(
        "flickr8k_tts_speech_250_16k_ogg.zip",
        "250 of these captions read by a synthetic voice, 16 kHz",
        "Flickr8k terms; the voice is synthetic",
        5_445_380,
        "0b4376170e812886d3515d79630ffc2b0bbc1fda5fcc5ea091785a44c8eedc80",
    ),
    Pack(
        "flowers17_160.zip",
        "1,360 pictures of Oxford Flowers-17, at most 160 px",
        "none stated by the source",
        9_861_369,
        "94064f9e677247f97ffcef99a81ae4f22ac8e71366039a828270905c4e4be409",
    ),
    Pack(
        "flowers17_groups.csv",
        "groups of near-duplicates among the Flowers-17 pictures",
        "made for this project",
        39_285,
        "70a862abf33e15e8d9ceb2a7aa0e7a6ced28ab8a6477769379137efad6c21e09",
    ),
    Pack(
        "fsdd_8k.npz",
        "3,000 spoken digits of six speakers, 8 kHz",
        "CC BY-SA 4.0",
        15_427_265,
        "81ebde70d43d71e629af49acc9406b13cb2b61f9d7849236735665e0023fd346",
    ),
    Pack(
        "glove6b_50d_slice.npz",
        "16,337 word vectors of GloVe 6B, 50 dimensions, float16",
        "PDDL 1.0",
        1_620_630,
        "0f5e0f722b9a41d3ae0a8ad5b5d6bed0c4950f2336e20a1d34bde0b4501f23a6",
    ),
    Pack(
        "grid_s1_subset.npz",
        "32 synchronised sentences of speaker s1 of GRID: face, mouth, sound, words",
        "CC BY 4.0",
        9_758_321,
        "123f0f892b7322912b5d61d3c0755e371ba7c6d5d9c10a4b3cd9265efd01234d",
    ),
    Pack(
        "imagenet_1_per_class_160.zip",
        "1,000 pictures, one of each ImageNet class, at most 160 px: for tests alone",
        "ImageNet terms: non-commercial research",
        5_690_648,
        "f5300c27767f1a312085eea83f34c7f427682feaa5c0929eb6e0f74bce4131ec",
    ),
    Pack(
        "mnist.npz",
        "70,000 handwritten digits, 28 px",
        "CC BY-SA 3.0",
        11_490_519,
        "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64",
    ),
    Pack(
        "openmoji.csv",
        "names and groups of the 4,495 pictures of OpenMoji 17",
        "CC BY-SA 4.0",
        718_763,
        "28375217b92fafacc59d7dfea631c720abedc883518dbf12a73d25d4032cbe7e",
    ),
    Pack(
        "real_clips.zip",
        "8 web clips with picture and sound: to try by hand, never trained on or shipped",
        "of various owners",
        6_597_201,
        "510d197f43cd43bc958dfafcc401716ef9a4e39e695d8b4bbc057cdfb0bbc303",
    ),
    Pack(
        "tinyimagenet64_avsubset.zip",
        "13,800 pictures of Tiny-ImageNet in 23 kinds, 64 px",
        "ImageNet terms: non-commercial research",
        29_812_163,
        "03fa5aa45f6a43fb0f6e286c35c01d004462060fec6f3775c0b14f56192dcd3e",
    ),
    Pack(
        "wordnet30_slice.json.gz",
        "1,754 noun synsets of WordNet 3.0 with glosses and relations",
        "WordNet licence",
        109_956,
        "930d712fdaa3b199ba309476a6a73fe53a734b98150fcda02a114aebd20bf8ef",
    ),
)


def named(files: Iterable[str]) -> list[Pack]:
    """Return the packs of these names; all for none. Raises ValueError for a name that is no pack's.

    Example:
        >>> from mmfusion.tasks.catalogue import named
        >>> [pack.licence for pack in named(["mnist.npz"])]
        ['CC BY-SA 3.0']
        >>> named(["imagenet.zip"])
        Traceback (most recent call last):
        ValueError: there is no pack imagenet.zip: mmfusion data list names them

    """
    by_file = {pack.file: pack for pack in PACKS}
    chosen = list(files)
    unknown = [file for file in chosen if file not in by_file]
    if unknown:
        raise ValueError(f"there is no pack {', '.join(unknown)}: mmfusion data list names them")
    return [by_file[file] for file in chosen] or list(PACKS)


def glance(pack: Pack) -> State:
    """Return whether a pack is there with the right size. Raises `PackError` without `MMFUSION_DATA`.

    Example:
        >>> import os
        >>> from tempfile import TemporaryDirectory
        >>> from unittest.mock import patch
        >>> from mmfusion.tasks.catalogue import glance, named
        >>> with TemporaryDirectory() as folder, patch.dict(os.environ, MMFUSION_DATA=folder):
        ...     glance(*named(["mnist.npz"]))
        'missing'

    """
    path = data_root() / pack.file
    if not path.is_file():
        return "missing"
    return "present" if path.stat().st_size == pack.bytes else "another size"


def verify(packs: Iterable[Pack] = PACKS) -> Iterator[tuple[Pack, State]]:
    """Yield each pack with its state, its content read and hashed. Raises `PackError`.

    Example:
        >>> import os
        >>> from tempfile import TemporaryDirectory
        >>> from unittest.mock import patch
        >>> from mmfusion.tasks.catalogue import named, verify
        >>> with TemporaryDirectory() as folder, patch.dict(os.environ, MMFUSION_DATA=folder):
        ...     [(pack.file, state) for pack, state in verify(named(["mnist.npz", "fsdd_8k.npz"]))]
        [('mnist.npz', 'missing'), ('fsdd_8k.npz', 'missing')]

    """
    for pack in packs:
        state = glance(pack)
        if state == "present" and _digest(pack) != pack.sha256:
            state = "another content"
        yield pack, state


def _digest(pack: Pack) -> str:
    digest = sha256()
    with (data_root() / pack.file).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
