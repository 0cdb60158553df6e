"""Word labels: of two heads, a word's attention must fall in pictures of which the word is true.

The labels are of whole pictures, never of places in them: which kinds, colours, sizes and actions there are.
A word asks the cells of all pictures of a batch at once, and the loss is how little of its attention falls in
true ones,

    −log Σ_{n in true pictures} softmax_n(q_w · k_n / √d_k),

n over the cells of all pictures. A head can only do well by looking at what true pictures have and false ones
lack: the thing itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import cast

import torch
from torch import Tensor

from mmfusion.nn.device import home
from mmfusion.nn.words import WordTokens
from mmfusion.tasks.scenes import COLOURS, DOINGS, NAMES, PLURALS, SIZES
from mmfusion.tasks.scenes.network import SceneNetwork
from mmfusion.tasks.scenes.scene import Scene
from mmfusion.tasks.scenes.truth import true_words
from mmfusion.tasks.scenes.words import LENGTH, NUMBER_OF, WORDS

LABELLED: tuple[str, ...] = (*NAMES, *PLURALS, *COLOURS, *SIZES, *DOINGS)
"""Words that have a label a picture."""
HEADS = (0, 1)
"""Heads of the first layer that are trained with them."""


def labels_of(scenes: Sequence[Scene]) -> Tensor:
    """Return which words are true of which pictures, `(S, vocabulary)` bool."""
    out = torch.zeros(len(scenes), len(WORDS), dtype=torch.bool)
    for row, scene in zip(out, scenes, strict=True):
        row[[NUMBER_OF[word] for word in true_words(scene)]] = True
    return out


def word_loss(network: SceneNetwork, tokens: Mapping[str, Tensor], scenes: Sequence[Scene]) -> Tensor:
    """Return the loss of the word labels, mean over words that are true somewhere and false elsewhere.

    Every labelled word asks, at a random place of a sentence; nothing else of the sentence matters in the
    first layer, where words have not heard each other.
    """
    device = home(network)
    pictures = tokens["visual"][:, 1:]  # (S, 64, d)
    numbers = torch.tensor([NUMBER_OF[word] for word in LABELLED], device=device)
    true = labels_of(scenes).to(device)[:, numbers].T  # (W, S)
    mixed = true.any(dim=1) & ~true.all(dim=1)
    tokeniser = cast(WordTokens, network.tokenisers["text"])
    at = torch.randint(LENGTH, (int(mixed.sum()),), device=device)
    words = tokeniser.embedding_place(numbers[mixed]) + tokeniser.place[at]  # (W, d)
    asking = network.fusion.asking(0, "text")
    attention, width = asking.attention, pictures.shape[-1] // asking.attention.heads
    query = attention.query(asking.norm(words)).unflatten(-1, (-1, width))
    key = attention.key_value(asking.norm_context(pictures)).chunk(2, dim=-1)[0].unflatten(-1, (-1, width))
    total = torch.zeros((), device=device)
    for head in HEADS:
        scores = torch.einsum("wk,snk->wsn", query[:, head], key[:, :, head]) / math.sqrt(width)
        shares = scores.flatten(1).log_softmax(dim=1).view_as(scores).logsumexp(dim=2)  # (W, S)
        total = total - shares.masked_fill(~true[mixed], -torch.inf).logsumexp(dim=1).mean()
    return total / len(HEADS)
