"""What words look like: matched with OpenMoji's drawings by the names and tags that these came with.

A drawing's name and tags are its caption: each word of them is a key. Words are seen by GloVe, which has read
text alone, so that what a drawing looks like can come in by the matching only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from mmfusion.colearning.vokenization.matching import Floats, Index, Matching, directions, in_context
from mmfusion.tasks.pairs.data import pairs, rounded, unit
from mmfusion.tasks.vokens import FOLDER
from mmfusion.tasks.vokens.corpus import words_of

WEIGHT, SHARPNESS = 0.5, 50.0
"""a, how much the sentence counts beside the word; κ."""
AXES = 128
"""Principal components of the drawings' deep features that are compared."""
WORDS = FOLDER / "words.npz"
Vector = Callable[[str], Floats]


@lru_cache(maxsize=1)
def drawings() -> Floats:
    """Return what each drawing looks like: `(1404, 128)`, centred principal components, of length 1."""
    seen = pairs().views["visual"].astype(np.float64)
    centred = seen - seen.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return directions(centred @ axes[:, ::-1][:, :AXES])


@lru_cache(maxsize=1)
def names_of_drawings() -> tuple[tuple[str, ...], ...]:
    """Return the words of each drawing: its name and then its tags, each word once."""
    every = pairs()
    return tuple(
        tuple(dict.fromkeys(words_of(" ".join((name, *tags)))))
        for name, tags in zip(every.names, every.tags, strict=True)
    )


def sight(vector: Vector, words: Sequence[str]) -> Floats:
    """Return a sentence as the matching sees it, `(N, 100)`; a word without a vector is zeros."""
    return in_context(np.stack([vector(word) for word in words]), WEIGHT)


def matching(vector: Vector, dealt: int | None = None) -> Matching:
    """Return the matching of words with all drawings.

    Args:
        vector: word -> vector, zeros for one that is not known.
        dealt: seed by which drawings are dealt out anew among the names; None leaves them as they are.

    """
    keys, owner = [], []
    for at, words in enumerate(names_of_drawings()):
        known = [word for word in words if vector(word).any()]
        if known:
            keys.append(sight(vector, known))
            owner += [at] * len(known)
    pictures = drawings()
    if dealt is not None:
        pictures = pictures[np.random.default_rng(dealt).permutation(len(pictures))]
    return Matching(np.concatenate(keys), np.array(owner), pictures, SHARPNESS)


@lru_cache(maxsize=1)
def shipped_vectors() -> dict[str, Floats]:
    """Return the direction of each word's vector `(50,)` that ships. Raises FileNotFoundError."""
    if not WORDS.is_file():
        raise FileNotFoundError(f"no words at {WORDS}: `mmfusion train vokens --ship` makes them")
    with np.load(WORDS, allow_pickle=False) as found:
        return dict(zip(str(found["words"]).split(), unit(found["vectors"]), strict=True))


def shipped_vector(word: str) -> Floats:
    """Return the direction of a word's vector as it ships, zeros for one that is not known."""
    every = shipped_vectors()
    found = every.get(word)
    return np.zeros(len(next(iter(every.values()))), dtype=np.float32) if found is None else found


@lru_cache(maxsize=1)
def shipped_matching() -> Matching:
    """Return the matching by the words that ship."""
    return matching(shipped_vector)


def looks(text: str, count: int = 5) -> list[tuple[str, list[str]]]:
    """Return each word of a text with the names of the drawings that it looks like most, first the first.

    Example:
        >>> from mmfusion.tasks.vokens import looks
        >>> [(word, names[0]) for word, names in looks("a pizza on a laptop")]
        [('a', ...), ('pizza', 'pizza'), ('on', ...), ('a', ...), ('laptop', 'laptop')]

    """
    words = words_of(text)
    if not words:
        return []
    scores = shipped_matching().scores(sight(shipped_vector, words))
    names = pairs().names
    order: Index = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    return [(word, [names[at] for at in row]) for word, row in zip(words, order, strict=True)]


def write_words(vectors: dict[str, Floats], vocabulary: Sequence[str]) -> None:
    """Store the directions of the words that captions and drawings have, in eight bits."""
    wanted = sorted({*vocabulary, *(word for words in names_of_drawings() for word in words)} & set(vectors))
    WORDS.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        WORDS, words=" ".join(wanted), vectors=rounded(np.stack([vectors[w] for w in wanted]))
    )
    shipped_vectors.cache_clear()
    shipped_matching.cache_clear()
