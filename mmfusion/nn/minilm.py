"""all-MiniLM-L6-v2, the frozen sentence encoder: a sentence as a point on the sphere of 384 dimensions.

Six blocks of BERT (Devlin et al., 2019), z' = LN(z + MSA(z)), z'' = LN(z' + MLP(z')), distilled to a width of
384 (Wang et al., MiniLM, 2020) and trained so that sentences of one meaning lie together (Reimers and
Gurevych, Sentence-BERT, 2019). The mean of the last block's pieces, scaled to length 1, is the sentence.

The weights are kept in eight bits (`mmfusion.nn.rounding`), packed by gzip, and the table of pieces is cut to
those of ``pieces.txt`` beside them (`mmfusion.nn.minilm_recipe` says to which).
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast

import torch
from safetensors.torch import load
from torch import Tensor, nn
from torch.nn import functional as F

from mmfusion.folders import ASSETS
from mmfusion.nn.rounding import unpacked
from mmfusion.nn.wordpiece import EMPTY, END, START, UNKNOWN, pieces

ENCODER = ASSETS / "sentences" / "all-minilm-l6-v2.safetensors.gz"
PIECES = "pieces.txt"
"""The file beside the weights with a piece a line, in the order of the rows of the table."""
WIDTH, LAYERS, HEADS, HIDDEN = 384, 6, 12, 1536
LONGEST = 128
"""Pieces of a sentence that are read, start and end among them; what is beyond is cut."""
EPSILON = 1e-12


class Layer(nn.Module):
    """One block of BERT: attention, then two linear maps, each with its residual, normalised after."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.attended = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.widen, self.narrow = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, WIDTH)
        self.transformed = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, z: Tensor, there: Tensor) -> Tensor:
        """Return `(B, N, 384)` of pieces `z` `(B, N, 384)`; attention to what is `there` `(B, 1, 1, N)`."""
        q, k, v = (
            part(z).unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        heard = F.scaled_dot_product_attention(q, k, v, attn_mask=there).transpose(1, 2).flatten(2)
        z = self.attended(z + self.out(heard))
        return cast(Tensor, self.transformed(z + self.narrow(F.gelu(self.widen(z)))))


class SentenceEncoder(nn.Module):
    """The network with its vocabulary.

    Args:
        vocabulary: the pieces, in the order of the rows of the table.

    Example:
        >>> from mmfusion.nn.minilm import SentenceEncoder
        >>> encoder = SentenceEncoder(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "cat"])
        >>> encoder.encode(["a cat", "a"]).shape
        torch.Size([2, 384])

    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        super().__init__()
        self.number: Mapping[str, int] = {piece: number for number, piece in enumerate(vocabulary)}
        self.pieces = nn.Embedding(len(vocabulary), WIDTH)
        self.positions = nn.Embedding(LONGEST, WIDTH)
        self.embedded = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def numbers(self, text: str) -> list[int]:
        """Return the rows of a text's pieces, from start to end, `LONGEST` at most."""
        own = [START, *pieces(text, self.number)[: LONGEST - 2], END]
        return [self.number.get(piece, self.number[UNKNOWN]) for piece in own]

    def forward(self, numbers: Tensor, there: Tensor) -> Tensor:
        """Return sentences `(B, 384)` of length 1 from rows `(B, N)`, but where not `there` `(B, N)`."""
        z = self.embedded(self.pieces(numbers) + self.positions.weight[: numbers.shape[1]])
        for layer in self.layers:
            z = layer(z, there[:, None, None])
        weights = there[..., None].to(z)
        return F.normalize((z * weights).sum(1) / weights.sum(1), dim=-1)

    @torch.inference_mode()
    def encode(self, texts: Sequence[str], batch: int = 64) -> Tensor:
        """Return the embeddings of texts, `(len(texts), 384)`, each of length 1."""
        found = []
        for start in range(0, len(texts), batch):
            rows = [torch.tensor(self.numbers(text)) for text in texts[start : start + batch]]
            filled = nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=self.number[EMPTY])
            sizes = torch.tensor([len(row) for row in rows])
            found.append(self(filled, torch.arange(filled.shape[1]) < sizes[:, None]))
        return torch.cat(found) if found else torch.zeros(0, WIDTH)


def load_encoder(path: Path = ENCODER) -> SentenceEncoder:
    """Return the encoder of ``assets/sentences`` in float32, one for all callers.

    Raises:
        FileNotFoundError: the weights are not there; the text says how to make them.

    Example:
        >>> from mmfusion.nn.minilm import load_encoder
        >>> dog, puppy, train = load_encoder().encode(["a dog", "a puppy", "a train"])
        >>> bool(dog @ puppy > dog @ train)
        True

    """
    return _loaded(path)


@lru_cache(maxsize=2)
def _loaded(path: Path) -> SentenceEncoder:
    if not path.is_file():
        raise FileNotFoundError(f"no encoder at {path}; `python -m mmfusion.nn.minilm_recipe` makes it")
    vocabulary = path.with_name(PIECES).read_text(encoding="utf-8").splitlines()
    with torch.inference_mode(False):
        state = unpacked(load(gzip.decompress(path.read_bytes())))
        with torch.device("meta"):
            encoder = SentenceEncoder(vocabulary)
        encoder.load_state_dict(state, assign=True)
    return encoder.requires_grad_(False).eval()
