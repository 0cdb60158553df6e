"""The network of task `asked-objects`: words, patches of frames, cells of a spectrogram, one transformer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import torch
from torch import Tensor, nn

from mmfusion.nn.codes import position_codes
from mmfusion.nn.fusion import FusionOutput, FusionTransformer
from mmfusion.nn.macs import analytic_macs
from mmfusion.nn.spec import FusionSpec
from mmfusion.nn.tokens import PatchTokens, Place
from mmfusion.nn.words import WordTokens
from mmfusion.tasks.asked import ANSWERS, FRAMES_READ, QUESTION
from mmfusion.tasks.asked.sentences import LENGTH, WORDS
from mmfusion.tasks.sounding import BAND, COLUMNS, FRAMES, HEIGHT, MELS, PATCH, STEP, WIDTH
from mmfusion.tasks.sounding.network import GRIDS
from mmfusion.tasks.sounding.network import places as clip_places

READ = len(range(FRAMES)[FRAMES_READ])
"""How many frames are read."""


def places(modality: str) -> tuple[Place, ...]:
    """Return where each token of a modality comes from, in order, CLS left out; words stand in a row.

    Example:
        >>> from mmfusion.tasks.asked import places
        >>> len(places("text")), len(places("visual")), len(places("audio")), places("visual")[0].frame
        (7, 96, 64, 1)

    """
    if modality == "text":
        return tuple(Place(0, word) for word in range(LENGTH))
    every = clip_places(modality)
    if modality == "audio":
        return every
    read = range(FRAMES)[FRAMES_READ]
    return tuple(place for place in every if place.frame in read)


def token_counts(spec: FusionSpec) -> dict[str, int]:
    """Return the tokens by modality, CLS included: the course's n_t, n_i and n_a.

    Example:
        >>> from mmfusion.nn import FusionSpec
        >>> from mmfusion.tasks.asked import MODALITIES, token_counts
        >>> token_counts(FusionSpec.named("early", modalities=MODALITIES))
        {'text': 8, 'visual': 97, 'audio': 65}

    """
    return {m: 1 + len(places(m)) for m in spec.modalities}


def macs_of(spec: FusionSpec) -> int:
    """Return the multiply-adds of one sentence about one clip: projections of patches, layers, heads."""
    filmed = {"text": 0, "visual": PATCH * PATCH * 3, "audio": BAND * STEP}  # a word is looked up
    counts = token_counts(spec)
    projections = sum((counts[m] - 1) * filmed[m] * spec.width for m in spec.modalities)
    return projections + analytic_macs(spec, counts, {QUESTION: len(ANSWERS)})


class AskedNetwork(nn.Module):
    """Words, frames and spectrogram -> tokens -> `FusionTransformer` -> one of six answers."""

    def __init__(self, spec: FusionSpec) -> None:
        super().__init__()
        self.spec = spec
        makers: dict[str, Callable[[], nn.Module]] = {
            "text": lambda: WordTokens(len(WORDS), LENGTH, spec.width),
            "visual": lambda: PatchTokens(3, (HEIGHT, WIDTH), (PATCH, PATCH), spec.width, READ),
            "audio": lambda: PatchTokens(1, (MELS, COLUMNS), (BAND, STEP), spec.width),
        }
        self.tokenisers = nn.ModuleDict({m: makers[m]() for m in spec.modalities})
        for modality, tokeniser in self.tokenisers.items():
            if isinstance(tokeniser, PatchTokens):
                with torch.no_grad():
                    tokeniser.place[1:] += position_codes(places(modality), spec.width)
        self.fusion = FusionTransformer(spec, {QUESTION: len(ANSWERS)})

    def tokens(
        self, inputs: Mapping[str, Tensor], keep: Mapping[str, Tensor] | None = None
    ) -> dict[str, Tensor]:
        """Return the tokens of the modalities at hand, CLS first; arguments may lie on any device.

        Args:
            inputs: ``"text"`` `(B, 7)`, ``"visual"`` `(B, 4, 3, 64, 96)`, ``"audio"`` `(B, 1, 64, 128)`, any
                of them; what the network does not read is ignored.
            keep: indices of the tokens that are kept, by modality, CLS not counted; all by default.

        """
        out = {}
        for modality, tokenise in self.tokenisers.items():
            if modality in inputs:
                found = tokenise(inputs[modality])
                z = cast(Tensor, found if modality == "text" else found.values)
                if keep is not None and modality in keep:
                    z = torch.cat([z[:, :1], z[:, 1:][:, keep[modality].to(z.device)]], dim=1)
                out[modality] = z
        return out

    def forward(self, inputs: Mapping[str, Tensor], keep: Mapping[str, Tensor] | None = None) -> FusionOutput:
        """Return the answers; arguments as in `tokens`."""
        output: FusionOutput = self.fusion(self.tokens(inputs, keep))
        return output


def start_from(network: AskedNetwork, state: Mapping[str, Tensor]) -> list[str]:
    """Start picture, sound and what they share from a network of `sounding-objects` of the same strategy.

    Places of frames that are not read are left out; words, their layers and the heads start anew. Returns the
    names of what was taken over.

    Args:
        network: it is changed in place.
        state: the other's state.

    """
    own, taken = network.state_dict(), {}
    each = GRIDS["visual"][0] * GRIDS["visual"][1]
    read = [0] + [1 + f * each + i for f in range(FRAMES)[FRAMES_READ] for i in range(each)]
    for name, value in state.items():
        if name == "tokenisers.visual.place":
            value = value[read]
        if name in own and not name.startswith("fusion.heads."):
            taken[name] = value
    network.load_state_dict({**own, **taken})
    return list(taken)
