"""Emoji: the picture is to be put into its group; names teach an encoder of pictures, and are then lost.

Near-duplicate pictures are never parted: 60 % are pairs without labels, of which a few are labelled; 15 %
choose λ; a quarter is tested. The names are MiniLM's, which has seen captions of photographs, or GloVe's,
which has not.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mmfusion.colearning import (
    AffineMap,
    Pairing,
    RidgePath,
    alike,
    choose_encoder,
    denoising_autoencoder,
)
from mmfusion.tasks.pairs import pairs
from mmfusion.tasks.transfer.draw import ENCODER_PENALTIES, Draw

ALONE, NAMES = "alone", "names"
ARMS: Mapping[str, str] = {
    ALONE: "picture alone",
    NAMES: "with names (MiniLM)",
    "glove": "with names (GloVe)",
    "same class": "names of the same group",
    "shuffled": "shuffled pairs",
    "autoencoder": "autoencoder, no names",
}
"""Ways to learn the eight groups, and what each is called."""
HALF_ALONE, HALF_OWN, HALF_OTHER = "half alone", "half own", "half other"
HALVES: Mapping[str, str] = {
    HALF_ALONE: "picture alone, four groups",
    HALF_OWN: "pairs of these four groups",
    HALF_OTHER: "pairs of the other four groups",
}
"""Ways to learn four groups of the eight."""


class EmojiDraw(Draw):
    """One draw of emoji.

    Args:
        seed: of the split, of the shuffles and of what is labelled.

    Raises:
        FileNotFoundError: the pairs are not there.

    Example:
        >>> from mmfusion.tasks.transfer import EmojiDraw
        >>> draw = EmojiDraw(seed=0)
        >>> draw.reached("alone", budget=0) > 0.5  # eight groups, all labels
        True

    """

    task = "emoji-transfer"
    data = "OpenMoji 17 drawings with Unicode's names and groups, CC BY-SA 4.0 (assets/pairs)"
    division = "near-duplicate pictures are never parted"
    own, lost, lead = "picture", "names", NAMES
    arms, halves = ARMS, HALVES

    def __init__(self, seed: int) -> None:
        every = pairs()
        super().__init__(every.views["visual"], every.group, every.split(seed), seed)
        self.names, self.other = every.groups, every.views["text"]
        self.path = RidgePath(self.x[self.split.train])

    def encoder(self, arm: str) -> AffineMap:
        """Return what an arm learns from its pairs. Raises ValueError for an arm that has none."""
        train, held = self.split.train, self.split.validation
        if arm == "autoencoder":
            return denoising_autoencoder(self.x[train])
        text = pairs("glove" if arm == "glove" else "minilm").views["text"]
        path, own = self.path, train
        if arm in (HALF_OWN, HALF_OTHER):
            inside = np.isin(self.labels, self.mine) == (arm == HALF_OWN)
            own, held = train[inside[train]], held[inside[held]]
            path = RidgePath(self.x[own])
        elif arm in ("same class", "shuffled"):
            kind: Pairing = "random" if arm == "shuffled" else "same class"
            own = train[alike(self.labels[train], kind, np.random.default_rng([self.seed, 2]))]
        elif arm not in (NAMES, "glove"):
            raise ValueError(f"{arm!r} learns from no pairs")
        return choose_encoder(path, text[own], self.x[held], text[held], ENCODER_PENALTIES)[0]
