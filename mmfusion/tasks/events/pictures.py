"""The pictures of task `events`: which file shows what, from which source, and what must stay together.

Five sources, each of which feeds several classes *and* none, so that the look of a source tells nothing
about the class: Tiny-ImageNet, Caltech-101, COCO (crops around boxes), Flickr8k (by caption) and the
multi-sensor drone set. ``imagenet_1_per_class`` is for tests across sources alone.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from mmfusion.tasks.events import CLASSES
from mmfusion.tasks.packs import archive_members, read_member, read_table

TINY, CALTECH = "tinyimagenet64_avsubset.zip", "caltech101_160.zip"
COCO, FLICKR = "coco_mini_320.zip", "flickr8k_1000_224.zip"
DRONE, ONE_PER_CLASS = "drone_multisensor.zip", "imagenet_1_per_class_160.zip"
SOURCES = ("tiny", "caltech", "coco", "flickr", "drone")


@dataclass(frozen=True)
class Picture:
    """One still: where it lies, what it shows and what it must not be separated from."""

    pack: str
    member: str
    label: str
    """A class of `CLASSES`, or ``none:what``."""
    source: str
    group: str
    """Pictures of one group (a drone clip, a person's face, a photograph) stay on one side of a split."""
    box: tuple[float, float, float, float] | None = None
    """Left, top, width, height in px of what is shown, where the source says so."""

    @property
    def target(self) -> int:
        """Index into `CLASSES`; anything that is not listed is the last, *none of these*."""
        return CLASSES.index(self.label) if self.label in CLASSES else len(CLASSES) - 1


def rank(text: str) -> float:
    """Return a number in [0, 1) that depends on `text` alone: the shuffle behind every choice here."""
    return int.from_bytes(sha256(text.encode()).digest()[:6], "big") / 2**48


def _first(members: list[str], count: int) -> list[str]:
    """Return `count` of the members, the same ones every time."""
    return sorted(members, key=rank)[:count]


# Tiny-ImageNet: how many pictures of each synset. The lakesides are left out: they are not the sea.
_TINY_CLASSES = {
    "dog": ("dog", 70), "cat": ("cat", 130), "bird": ("bird", 75), "cow": ("cow", 300),
    "sheep": ("sheep", 300), "lion": ("lion", 300), "frog": ("frog", 150), "clock": ("clock", 250),
    "sea_waves": ("sea waves", 300),
}  # fmt: skip
_TINY_NONE_EACH = 26


def _tiny() -> Iterator[Picture]:
    by_synset: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in read_table(TINY):
        if row["name"] != "lakeside":
            by_synset[row["av_class"], row["name"]].append(row["file"])
    for (kind, name), files in sorted(by_synset.items()):
        label, count = _TINY_CLASSES.get(kind, (f"none:{name}", _TINY_NONE_EACH))
        for file in _first(files, count):
            yield Picture(TINY, file, label, "tiny", f"tiny/{file}")


_CALTECH_CLASSES = {
    "rooster": "rooster", "helicopter": "helicopter", "watch": "clock", "pigeon": "bird", "ibis": "bird",
    "emu": "bird", "flamingo": "bird", "dalmatian": "dog", "Faces": "speech", "Faces_easy": "speech",
}  # fmt: skip
# Drawings, and what is too near to a listed kind to be called none of them.
_CALTECH_LEFT_OUT = {"snoopy", "garfield", "metronome", "flamingo_head", "wild_cat"}
_CALTECH_NONE_EACH = 8
_FACES_OF = (21, 41, 46, 68)
"""The last number of each of the first four people; found by eye."""


def _caltech() -> Iterator[Picture]:
    by_label: dict[str, list[str]] = defaultdict(list)
    for row in read_table(CALTECH):
        by_label[row["label"]].append(row["file"])
    for name, files in sorted(by_label.items()):
        if name in _CALTECH_LEFT_OUT:
            continue
        label = _CALTECH_CLASSES.get(name)
        for file in files if label else _first(files, _CALTECH_NONE_EACH):
            number = int(re.findall(r"\d+", file)[-1])
            if name.startswith("Faces"):  # Faces_easy are crops of the same photographs
                group = f"caltech/person{bisect_left(_FACES_OF, number)}"
                yield Picture(CALTECH, file, "speech", "caltech", group)
            else:
                yield Picture(CALTECH, file, label or f"none:{name}", "caltech", f"caltech/{file}")


_COCO_CLASSES = {
    "dog": "dog", "cat": "cat", "bird": "bird", "cow": "cow", "sheep": "sheep", "clock": "clock",
    "person": "speech",
}  # fmt: skip
_SEA = re.compile(r"\b(ocean|sea|waves?|surf\w*|seashore)\b")


def _mentions(captions: list[str], pattern: re.Pattern[str]) -> int:
    return sum(bool(pattern.search(caption.lower())) for caption in captions)


def _coco() -> Iterator[Picture]:
    per_kind: Counter[str] = Counter()
    for row in json.loads(read_member(COCO, "annotations.json")):
        file, group = f"images/{row['file']}", f"coco/{row['file']}"
        width, height = row["size"]
        objects = [o for o in row.get("objects") or [] if not o["iscrowd"]]
        listed = {o["category"] for o in objects} & set(_COCO_CLASSES)
        if _mentions(row["captions"], _SEA) >= 2:
            yield Picture(COCO, file, "sea waves", "coco", group)
            continue
        seen: Counter[str] = Counter()
        for item in sorted(objects, key=lambda o: -float(o["bbox_xywh"][2] * o["bbox_xywh"][3])):
            kind = item["category"]
            x, y, w, h = item["bbox_xywh"]
            near = w * h / (width * height)
            seen[kind] += 1
            if min(w, h) < 16 or seen[kind] > (3 if kind in _COCO_CLASSES and kind != "person" else 1):
                continue
            if (
                kind == "person"
            ):  # someone near enough to be the one who speaks, and nothing else listed beside
                if near > 0.15 and h > 0.6 * height and listed == {"person"}:
                    yield Picture(COCO, file, "speech", "coco", group, box=(x, y, w, min(h, 1.2 * w)))
            elif kind in _COCO_CLASSES:
                yield Picture(COCO, file, _COCO_CLASSES[kind], "coco", group, box=(x, y, w, h))
            elif not listed and near > 0.05 and per_kind[kind] < 12:
                per_kind[kind] += 1
                yield Picture(COCO, file, f"none:{kind}", "coco", group, box=(x, y, w, h))


_DOG = re.compile(r"\b(dogs?|pupp(y|ies))\b")
_NEAR = re.compile(
    r"\b(smil\w*|faces?|sunglasses|portrait|camera|posing|poses?|talk\w*|sing\w*|microphone|laugh\w*|glasses|hair)\b"
)
_BUSY = re.compile(
    r"\b(bik\w*|bicycl\w*|surf\w*|snow\w*|skat\w*|climb\w*|soccer|football|rac(e|es|ing)|ski\w*|jump\w*|swim\w*|"
    r"motorcycl\w*|basketball|tennis|baseball|kayak\w*|horses?|run\w*|play\w*|cars?)\b"
)


def _flickr() -> Iterator[Picture]:
    for name, row in sorted(json.loads(read_member(FLICKR, "captions.json")).items()):
        captions, group = row["captions"], f"flickr/{name}"
        dogs, sea = _mentions(captions, _DOG), _mentions(captions, _SEA)
        near, busy = _mentions(captions, _NEAR), _mentions(captions, _BUSY)
        if dogs >= 4 and sea == 0:
            label = "dog"
        elif sea >= 3 and dogs == 0:
            label = "sea waves"
        elif near >= 3 and busy == 0 and dogs + sea == 0:
            label = "speech"
        elif busy >= 4 and dogs + sea + near == 0:
            label = "none:people busy"
        else:
            continue
        yield Picture(FLICKR, f"images/{name}", label, "flickr", group)


_DRONE_LABELS = {"drone": "drone", "helicopter": "helicopter", "bird": "bird"}
_DRONE_EACH_CLIP = 3


def _drone() -> Iterator[Picture]:
    per_clip: Counter[tuple[str, str]] = Counter()
    for row in sorted(read_table(DRONE, "images.csv"), key=lambda r: rank(r["file"])):
        key = (row["clip"], row["label"])
        per_clip[key] += 1
        if per_clip[key] > _DRONE_EACH_CLIP:
            continue
        label = _DRONE_LABELS.get(row["label"], f"none:{row['label']}")
        x, y, w, h = (float(row[k] or 0) for k in "xywh")
        box = (x, y, w, h) if row["x"] else None
        yield Picture(DRONE, row["file"], label, "drone", f"drone/{row['clip']}", box=box)


# Positions in ImageNet's order of 1,000 synsets, which is the order of the file names.
_ONE_PER_CLASS = {
    "dog": (*range(151, 269),), "cat": (*range(281, 286),),
    "bird": (*range(10, 25), *range(80, 101), *range(127, 147)),
    "cow": (345,), "sheep": (348, 349), "lion": (291,), "frog": (30, 31, 32), "rooster": (7,),
    "sea waves": (978,), "clock": (409, 530, 531, 826, 892),
}  # fmt: skip


def one_per_class() -> list[Picture]:
    """Return the listed pictures of ``imagenet_1_per_class``, which never train. Raises `PackError`."""
    members = sorted(archive_members(ONE_PER_CLASS))
    return [
        Picture(ONE_PER_CLASS, members[index], label, "one-per-class", f"one-per-class/{members[index]}")
        for label, indices in _ONE_PER_CLASS.items()
        for index in indices
    ]


@lru_cache(maxsize=1)
def pictures() -> list[Picture]:
    """Return every picture that trains or tests, source by source, in a fixed order. Raises `PackError`."""
    return [*_tiny(), *_caltech(), *_coco(), *_flickr(), *_drone()]
