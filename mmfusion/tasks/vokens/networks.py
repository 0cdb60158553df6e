"""What ships: three networks of the first seed, their read-outs from ten labels a topic, numbers, words.

Weights are float16, centres of codes are eight bits; what is computed is float32.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch

from mmfusion.colearning import AffineMap, Codes, MaskedModel
from mmfusion.nn.device import to_numpy
from mmfusion.nn.rounding import packed, unpacked
from mmfusion.tasks.vokens import FOLDER, SHOWN, Arm
from mmfusion.tasks.vokens.corpus import TOPICS, Captions, captions
from mmfusion.tasks.vokens.labels import classifier
from mmfusion.tasks.vokens.pictures import write_words
from mmfusion.tasks.vokens.training import COUNT, Recipe, described, numbering, trained

WEIGHTS, LIST = "networks.safetensors", "words.json"
SEED, BUDGET = 0, 10
TYPICAL = 3
"""Words of a code that it is described by."""
STORED = 8
"""Test captions that are stored."""
SHORTEST, LONGEST = 5, 9
"""Words of a stored caption."""


@dataclass(frozen=True, eq=False)
class Shipped:
    """The networks, and what is needed to use them.

    Attributes:
        models: by arm; shared by all who use them: never to be changed.
        readouts: by arm, from the mean of what is told to scores of topics.
        vocabulary: words that the networks know, from number 2.
        vokens: which drawing each number of `vokens` is.
        codes: the clusters.
        typical: commonest words of each code.
        sentences: test captions, and the topic of each.

    """

    models: Mapping[Arm, MaskedModel]
    readouts: Mapping[Arm, AffineMap]
    vocabulary: tuple[str, ...]
    vokens: tuple[int, ...]
    codes: Codes
    typical: tuple[tuple[str, ...], ...]
    sentences: tuple[tuple[str, str], ...]


def write(report: Callable[[str], None], folder: Path = FOLDER) -> list[Path]:
    """Write what ships from the runs of the first seed, trained where they are not; return the files."""
    from safetensors.torch import save_file

    from mmfusion.tasks.pairs.glove import glove

    own = captions(SEED)
    tensors: dict[str, torch.Tensor] = {}
    numbers = [own.numbers(words) for words in own.asked]
    for arm in SHOWN:
        model, _ = trained(Recipe(arm, SEED), report)
        for name, tensor in packed(model.state_dict(), eight_bits=False).items():
            tensors[f"{arm}/{name}"] = tensor
        map_ = classifier(own, described(model, numbers)["told"], BUDGET, SEED)
        tensors[f"{arm}/readout.weight"] = torch.tensor(map_.weight, dtype=torch.float16)
        tensors[f"{arm}/readout.bias"] = torch.tensor(map_.bias, dtype=torch.float16)
    coded, pictured = numbering("codes", SEED), numbering("vokens", SEED)
    if coded is None or coded.codes is None or pictured is None:
        raise ValueError("codes and vokens have numbers")
    centres = packed({"centres": torch.from_numpy(coded.codes.centres)})
    tensors |= {f"codes/{name}": tensor for name, tensor in centres.items()}
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / WEIGHTS)
    listing = {
        "credit": "captions: COCO 2017, CC BY 4.0; drawings: OpenMoji, CC BY-SA 4.0; words: GloVe, PDDL 1.0",
        "vocabulary": " ".join(own.vocabulary),
        "vokens": list(pictured.vokens),
        "typical": [" ".join(words) for words in typical(own, coded.number.tolist())],
        "sentences": [[own.said[at], list(TOPICS)[own.topics[at]]] for at in stored(own)],
    }
    (folder / LIST).write_text(json.dumps(listing, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    write_words(glove(), own.vocabulary)
    shipped.cache_clear()
    return [folder / WEIGHTS, folder / LIST, folder / "words.npz"]


def typical(own: Captions, number: list[int]) -> list[list[str]]:
    """Return the commonest words of each code among what was learned from."""
    from collections import Counter

    counts: list[Counter[str]] = [Counter() for _ in range(COUNT)]
    every = (word for words in own.learned for word in words)
    for word, code in zip(every, number, strict=True):
        counts[code][word] += 1
    return [[word for word, _ in each.most_common(TYPICAL)] for each in counts]


def stored(own: Captions) -> list[int]:
    """Return rows of test captions to begin with: short, of known words, each of another topic, at random."""
    rng = np.random.default_rng(SEED)
    known = set(own.vocabulary)
    found: dict[int, int] = {}
    for at in rng.permutation(own.test):
        words = own.asked[at]
        if SHORTEST <= len(words) <= LONGEST and set(words) <= known:
            found.setdefault(int(own.topics[at]), int(at))
    return [found[topic] for topic in sorted(found)][:STORED]


@lru_cache(maxsize=1)
def shipped(folder: Path = FOLDER) -> Shipped:
    """Return what ships.

    Raises:
        FileNotFoundError: it is not there; the text says what makes it.

    Example:
        >>> from mmfusion.tasks.vokens import shipped
        >>> found = shipped()
        >>> list(found.models), len(found.vokens)
        (['words', 'vokens', 'codes'], 512)

    """
    from safetensors.torch import load_file

    if not (folder / WEIGHTS).is_file():
        raise FileNotFoundError(
            f"no networks at {folder / WEIGHTS}: `mmfusion train vokens --ship` makes them"
        )
    tensors, listed = load_file(folder / WEIGHTS), json.loads((folder / LIST).read_text(encoding="utf-8"))
    vocabulary = tuple(listed["vocabulary"].split())
    models: dict[Arm, MaskedModel] = {}
    readouts: dict[Arm, AffineMap] = {}
    for arm in SHOWN:
        own = {
            name.partition("/")[2]: tensor
            for name, tensor in tensors.items()
            if name.startswith(f"{arm}/") and "readout" not in name and "centres" not in name
        }
        model = MaskedModel(len(vocabulary) + 2, 0 if arm == "words" else COUNT)
        model.load_state_dict(unpacked(own))
        models[arm] = model.eval().requires_grad_(False)
        weight, bias = (
            to_numpy(tensors[f"{arm}/readout.{part}"]).astype(float) for part in ("weight", "bias")
        )
        readouts[arm] = AffineMap(weight, bias)
    centres = unpacked({n.partition("/")[2]: t for n, t in tensors.items() if "centres" in n})["centres"]
    return Shipped(
        models,
        readouts,
        vocabulary,
        tuple(listed["vokens"]),
        Codes(to_numpy(centres)),
        tuple(tuple(words.split()) for words in listed["typical"]),
        tuple((text, topic) for text, topic in listed["sentences"]),
    )
