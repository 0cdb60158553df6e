"""WordPiece: a sentence as pieces of words that a vocabulary has, longest first.

Schuster and Nakajima, Japanese and Korean voice search, 2012; as BERT has it (Devlin et al., 2019), uncased:
text is lowered and loses its accents, is split at spaces and at punctuation, and each word is then the
longest piece that it begins with, the longest piece ``##…`` that goes on, and so to its end. A vocabulary
that is cut keeps letters and digits, so that a word that was cut falls into smaller pieces; a word with a
character that no piece has is `UNKNOWN` as a whole.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator

START, END, UNKNOWN, EMPTY = "[CLS]", "[SEP]", "[UNK]", "[PAD]"
LONGEST = 100
"""Characters of a word from which on it is unknown."""


def words_of(text: str) -> list[str]:
    """Return words and marks of a text, lower case, without accents.

    Example:
        >>> from mmfusion.nn.wordpiece import words_of
        >>> words_of("A café's cat.")
        ['a', 'cafe', "'", 's', 'cat', '.']

    """
    out = []
    for character in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(character)
        if kind == "Mn" or character in "\x00\ufffd":
            continue
        if character.isspace():
            out.append(" ")
        elif kind[0] == "C":
            continue
        else:
            out.append(f" {character} " if _stands_alone(character, kind) else character)
    return "".join(out).split()


def pieces_of(word: str, vocabulary: Collection[str]) -> list[str]:
    """Return the pieces of one word, greedily; ``[UNK]`` alone where some part of it is no piece.

    Example:
        >>> from mmfusion.nn.wordpiece import pieces_of
        >>> pieces_of("cats", {"c", "cat", "##s"}), pieces_of("cod", {"c", "cat", "##s"})
        (['cat', '##s'], ['[UNK]'])

    """
    found: list[str] = []
    start = 0
    while start < len(word) <= LONGEST:
        lead = "##" if start else ""
        ends = range(len(word), start, -1)
        end = next((end for end in ends if lead + word[start:end] in vocabulary), None)
        if end is None:
            return [UNKNOWN]
        found.append(lead + word[start:end])
        start = end
    return found or [UNKNOWN]


def pieces(text: str, vocabulary: Collection[str]) -> list[str]:
    """Return the pieces of a text, without start and end.

    Example:
        >>> from mmfusion.nn.wordpiece import pieces
        >>> pieces("Cats, cat", {"cat", "##s", ","})
        ['cat', '##s', ',', 'cat']

    """
    return list(_each(text, vocabulary))


def _each(text: str, vocabulary: Collection[str]) -> Iterator[str]:
    for word in words_of(text):
        yield from pieces_of(word, vocabulary)


def _stands_alone(character: str, kind: str) -> bool:
    code = ord(character)
    ascii_mark = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    ideograph = 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0xF900 <= code <= 0xFAFF
    return ascii_mark or ideograph or kind[0] == "P"
