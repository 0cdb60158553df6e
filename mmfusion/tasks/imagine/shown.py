"""What is imagined of one emoji or of a typed name: names, pictures and colours, by the ridge of split 0."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning import Ridge, RidgePath, choose_encoder
from mmfusion.measure.retrieval import cosine, csls
from mmfusion.tasks.imagine.colours import ENCODER_PENALTIES, histograms
from mmfusion.tasks.imagine.names import to_names
from mmfusion.tasks.pairs import pairs
from mmfusion.tasks.pairs.data import Words
from mmfusion.tasks.pairs.evaluate import tuned
from mmfusion.tasks.pairs.principal import Principal

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Nearest:
    """What is found for one query.

    Attributes:
        rows: of the pairs, the nearest first, `(k,)`.
        cosines: theirs, `(k,)`.
        rank: of the query's own partner, 1 for the nearest; 0 where it has none.

    """

    rows: Index
    cosines: Floats
    rank: int = 0


class Imagined:
    """The maps of split 0: from a picture among the names, and from a name to its drawing's colours.

    Args:
        words: what reads the names.

    Attributes:
        held: the held-out pairs, in Unicode's order, `(n,)`.
        learned: the pairs that the maps were learned from.
        among: the candidates: the held-out pairs, or with those of training below them.
        cosines: of each held-out picture with the names of all candidates, `(n, N)`.
        corrected: the same by CSLS, among held-out names and among all.
        colours: what is imagined of every name, shares of the nine colours `(N, 9)`.

    Raises:
        FileNotFoundError: the pairs are not there.

    Example:
        >>> from mmfusion.tasks.imagine import imagined
        >>> maps = imagined()  # an `Imagined`, learned once and shared
        >>> maps.colours.shape[1], bool(set(maps.held) & set(maps.learned))
        (9, False)

    """

    def __init__(self, words: Words = "minilm") -> None:
        every = pairs(words)
        split = every.split(0)
        self.held, self.learned = split.test, split.train
        parts = [
            {name: view[rows] for name, view in every.views.items()}
            for rows in (split.train, split.validation)
        ]
        self.principal = Principal(parts[0])
        train, validation = map(self.principal, parts)
        setting = tuned(to_names(), train, validation, validation).setting
        self.space = Ridge(float(setting["alpha"]), target="text", scale=False).fit(train)
        self.places = self.space.transform(self.principal(every.views))
        self.among = {False: self.held, True: np.concatenate([self.held, self.learned])}
        self.cosines = cosine(self.places["visual"][self.held], self.places["text"][self.among[True]])
        self.corrected = {False: csls(self.cosines[:, : len(self.held)]), True: csls(self.cosines)}
        shares, coloured = histograms()
        own, other = (rows[coloured[rows]] for rows in (split.train, split.validation))
        names = every.views["text"].astype(np.float64)
        self.to_colours, _ = choose_encoder(
            RidgePath(names[own]), shares[own], names[other], shares[other], ENCODER_PENALTIES
        )
        self.colours = self.to_colours(names)

    def names(self, item: int, everything: bool = False, corrected: bool = False, k: int = 6) -> Nearest:
        """Return the names that are nearest to a held-out picture.

        Args:
            item: which of `held`.
            everything: whether names of training are candidates too, or the held-out ones alone.
            corrected: whether they are in the order of CSLS.
            k: how many.

        """
        among = self.among[everything]
        cosines = self.cosines[item, : len(among)]
        worth = self.corrected[everything][item] if corrected else cosines
        order = np.argsort(-worth, kind="stable")
        rank = int(np.flatnonzero(order == item)[0]) + 1
        return Nearest(among[order[:k]], cosines[order[:k]], rank)

    def pictures(self, name: NDArray[np.floating], everything: bool = False, k: int = 6) -> Nearest:
        """Return the pictures whose imagined names are nearest to a name's vector `(d,)`."""
        place = self.space.transform(self.principal({"text": name[None]}))["text"]
        among = self.among[everything]
        cosines = cosine(place, self.places["visual"][among])[0]
        order = np.argsort(-cosines, kind="stable")[:k]
        return Nearest(among[order], cosines[order])

    def colour(self, name: NDArray[np.floating]) -> Floats:
        """Return the shares of the nine colours `(9,)` that are imagined of a name's vector `(d,)`."""
        return np.asarray(self.to_colours(np.asarray(name, dtype=np.float64)[None])[0])


@lru_cache(maxsize=2)
def imagined(words: Words = "minilm") -> Imagined:
    """Return the maps of split 0, learned once and shared: nobody changes them.

    Raises:
        FileNotFoundError: the pairs are not there.

    Example:
        >>> from mmfusion.tasks.imagine import COLOURS, imagined
        >>> from mmfusion.tasks.pairs import pairs
        >>> maps = imagined()
        >>> found = maps.names(0)
        >>> len(found.rows), bool((found.cosines[:-1] >= found.cosines[1:]).all()), found.rank >= 1
        (6, True, True)
        >>> COLOURS[maps.colour(pairs().views["text"][pairs().names.index("tomato")]).argmax()]
        'red'

    """
    return Imagined(words)
