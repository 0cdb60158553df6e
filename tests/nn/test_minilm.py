"""The sentence encoder that ships, held to the published one; what a word does that was cut."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import torch

from mmfusion.nn.minilm import ENCODER, LONGEST, load_encoder
from mmfusion.nn.minilm_recipe import kept, original
from mmfusion.nn.wordpiece import UNKNOWN, pieces

REFERENCE = json.loads((Path(__file__).parent / "minilm_reference.json").read_text(encoding="utf-8"))
"""Sentences with pieces by the library `tokenizers` 0.23.3 and embeddings by the published weights."""
ARCHIVE = os.environ.get("MMFUSION_MINILM", "")


def test_embeddings_are_those_of_the_published_network() -> None:
    ours = load_encoder().encode([row["text"] for row in REFERENCE])
    theirs = torch.tensor([row["embedding"] for row in REFERENCE])
    cosines = torch.nn.functional.cosine_similarity(ours, theirs)
    whole = [all(piece in load_encoder().number for piece in row["pieces"]) for row in REFERENCE]
    assert sum(whole) >= 8, "most sentences have no piece that was cut"
    assert cosines[torch.tensor(whole)].min() > 0.995
    crossed = torch.nn.functional.normalize(theirs, dim=1) @ ours.T
    assert crossed.argmax(0).tolist() == list(range(len(REFERENCE))), "each is nearest to itself"


def test_pieces_of_a_vocabulary_that_holds_them_are_those_of_the_library() -> None:
    encoder = load_encoder()
    for row in REFERENCE:
        whole = {*encoder.number, *row["pieces"]}
        assert pieces(row["text"], whole) == row["pieces"][1:-1], row["text"]


def test_a_word_that_was_cut_falls_into_pieces_that_are_kept_and_none_is_unknown() -> None:
    number = load_encoder().number
    for word in ("zzyzxq", "pneumonoultramicroscopic", "q", "x86-64", "brrr!", *map(chr, range(33, 127))):
        found = pieces(word, number)
        assert UNKNOWN not in found
        assert "".join(piece.removeprefix("##") for piece in found) == word.lower()
    assert pieces("ж", number) == [UNKNOWN]


def test_a_sentence_means_the_same_alone_and_beside_longer_ones_and_ends_where_it_is_cut() -> None:
    encoder = load_encoder()
    alone = encoder.encode(["a cat"])[0]
    beside = encoder.encode(["a cat", "a long sentence about a train that leaves the station at night"])[0]
    assert torch.allclose(alone, beside, atol=1e-5)
    assert abs(float(alone.norm()) - 1) < 1e-5
    assert len(encoder.numbers("cat " * 500)) == LONGEST


def test_kept_pieces_are_marks_letters_names_and_then_the_lowest() -> None:
    vocabulary = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "a", "##a", "the", "of", "cat", "##s"]
    assert kept(vocabulary, ["cats"], count=9) == [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "a",
        "##a",
        "the",
        "cat",
        "##s",
    ]


def test_the_encoder_is_small_and_has_its_licence_and_notice() -> None:
    beside = ENCODER.parent
    assert sum(path.stat().st_size for path in beside.iterdir()) <= 16_000_000
    assert "Apache License" in (beside / "LICENSE.txt").read_text(encoding="utf-8")
    assert "all-MiniLM-L6-v2" in (beside / "NOTICE.txt").read_text(encoding="utf-8")


@pytest.mark.skipif(not ARCHIVE, reason="MMFUSION_MINILM names no archive with the published weights")
def test_reference_embeddings_are_of_the_published_weights() -> None:
    published = original(Path(ARCHIVE)).encode([row["text"] for row in REFERENCE])
    assert torch.allclose(published, torch.tensor([row["embedding"] for row in REFERENCE]), atol=2e-4)
