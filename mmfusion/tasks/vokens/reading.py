"""One sentence read by the three networks, and what a swapped picture changes: in closed form.

A network tells of each word i which number it has, q_i; the score of topic c is linear in what is told,

    s_c = b_c + 1/N Σ_i Σ_k q_i(k) W_kc.

A picture that is put under a word is a number that is certain: q_i becomes 1 at its voken, and among codes at
the code of the word that the picture came with. No other word's part moves, and where a network knows
neither vokens nor codes nothing does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from mmfusion.colearning.vokenization.masked import MASK
from mmfusion.colearning.vokenization.matching import Index
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.vokens import SHOWN, Arm
from mmfusion.tasks.vokens.corpus import LONGEST, words_of
from mmfusion.tasks.vokens.networks import shipped
from mmfusion.tasks.vokens.pictures import names_of_drawings, shipped_matching, shipped_vector, sight

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reading:
    """A sentence as it is read.

    Attributes:
        words: its N words, twenty at most.
        known: `(N,)`, which of them the networks know.
        matched: `(N,)`, the number of the voken that the matching gives each word.
        cosines: `(N, 512)`, of what each word looks like to every voken.
        told: `(N, K)` by arm, q.
        parts: `(N, 10)` by arm, what each word adds to the scores: W of q, over N.
        masked: `(N,)` by arm, the probability of each word where it is masked, nan for an unknown one.
        guess: by arm, the likeliest word in each place where it is masked.

    Example:
        >>> from mmfusion.tasks.vokens import read
        >>> own = read("a dog on a bed")
        >>> own.words, {arm: q.shape[1] for arm, q in own.told.items()}["vokens"]
        (('a', 'dog', 'on', 'a', 'bed'), 512)

    """

    words: tuple[str, ...]
    known: NDArray[np.bool_]
    matched: Index
    cosines: NDArray[np.float32]
    told: Mapping[Arm, Floats]
    parts: Mapping[Arm, Floats]
    masked: Mapping[Arm, Floats]
    guess: Mapping[Arm, tuple[str, ...]]

    def scores(self, arm: Arm, swaps: Mapping[int, int] | None = None) -> Floats:
        """Return the scores of topics `(10,)`.

        Args:
            arm: which network.
            swaps: place of a word -> number of the voken that is put there.

        Raises:
            ValueError: a place or a voken that there is not.

        """
        own, parts = shipped(), self.parts[arm].copy()
        for place, voken in (swaps or {}).items():
            if not (0 <= place < len(parts) and 0 <= voken < len(own.vokens)):
                raise ValueError(f"there is no word {place} or no voken {voken}")
            if arm != "words":
                number = voken if arm == "vokens" else codes_of_vokens()[voken]
                parts[place] = own.readouts[arm].weight[number] / len(parts)
        return np.asarray(own.readouts[arm].bias + parts.sum(axis=0), dtype=np.float64)


@lru_cache(maxsize=1)
def codes_of_vokens() -> tuple[int, ...]:
    """Return for each voken the code of the first known word that its picture came with, among the others."""
    own, names = shipped(), names_of_drawings()
    found = []
    for drawing in own.vokens:
        words = [word for word in names[drawing] if shipped_vector(word).any()]
        found.append(int(own.codes(sight(shipped_vector, words))[0]))
    return tuple(found)


def read(text: str) -> Reading:
    """Return a sentence as the networks that ship read it.

    Raises:
        ValueError: no words.
        FileNotFoundError: the networks are not there.

    Example:
        >>> from mmfusion.tasks.vokens import read
        >>> own = read("a dog on a bed")
        >>> other = own.scores("vokens", {1: 3}) - own.scores("vokens")  # another picture under *dog*
        >>> bool(abs(other).max() > 0), (own.scores("words", {1: 3}) == own.scores("words")).all().item()
        (True, True)

    """
    own, words = shipped(), words_of(text)[:LONGEST]
    if not words:
        raise ValueError("there are no words in it")
    places = {word: at + 2 for at, word in enumerate(own.vocabulary)}
    cosines = shipped_matching().scores(sight(shipped_vector, words))[:, own.vokens]
    numbers = torch.tensor([places.get(word, 0) for word in words])
    each = numbers.repeat(len(numbers), 1).fill_diagonal_(MASK)
    known = to_numpy(numbers) > MASK
    told: dict[Arm, Floats] = {}
    masked: dict[Arm, Floats] = {}
    guess: dict[Arm, tuple[str, ...]] = {}
    with torch.inference_mode():
        for arm in SHOWN:
            model = own.models[arm]
            told[arm] = to_numpy(model.told(model(numbers[None])))[0].astype(np.float64)
            h = model(each).diagonal(dim1=0, dim2=1).T
            p = to_numpy(model.word_logits(h).softmax(dim=-1)).astype(np.float64)[:, 2:]
            p /= p.sum(axis=1, keepdims=True)  # neither unknown nor masked
            own_p = p[np.arange(len(words)), np.maximum(to_numpy(numbers) - 2, 0)]
            masked[arm] = np.where(known, own_p, np.nan)
            guess[arm] = tuple(own.vocabulary[at] for at in p.argmax(axis=1))
    parts = {arm: told[arm] @ own.readouts[arm].weight / len(words) for arm in SHOWN}
    return Reading(tuple(words), known, cosines.argmax(axis=1), cosines, told, parts, masked, guess)
