"""The vocabulary, 83 words as numbers, and sentences as rows of them."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from mmfusion.tasks.scenes.sentences import FIXED, SLOTS

PAD, MASK = "[pad]", "[mask]"
WORDS: tuple[str, ...] = (PAD, MASK, *FIXED, *(w for words in SLOTS.values() for w in words))
"""Every word by number."""
NUMBER_OF = {word: number for number, word in enumerate(WORDS)}
LENGTH = 10
"""Words of a sentence at most; shorter ones are filled up with `PAD`."""
CONTENT = len(WORDS) - sum(len(words) for words in SLOTS.values())
"""The number from which words stand for something."""


def encode(sentences: Sequence[Sequence[str]]) -> Tensor:
    """Return the words of sentences as numbers `(B, 10)`.

    Raises:
        ValueError: a word that is not in the vocabulary, or too many words.

    Example:
        >>> from mmfusion.tasks.scenes.words import encode
        >>> (encode(["who is playing".split()]) > 1).sum().item()
        3

    """
    rows = []
    for words in sentences:
        if strange := [word for word in words if word not in NUMBER_OF]:
            raise ValueError(f"{', '.join(strange)}: not among the {len(WORDS) - 2} words that networks know")
        if len(words) > LENGTH:
            raise ValueError(f"a sentence has up to {LENGTH} words, not {len(words)}")
        rows.append([NUMBER_OF[word] for word in words] + [0] * (LENGTH - len(words)))
    return torch.tensor(rows)


def masked(numbers: Tensor) -> Tensor:
    """Return sentences of which only the frame is left: every content word is `MASK`."""
    return torch.where(numbers >= CONTENT, torch.full_like(numbers, NUMBER_OF[MASK]), numbers)
