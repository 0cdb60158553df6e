"""The network of task `scenes`: cells of a picture, words of a sentence, one fusion transformer, one head."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch import Tensor, nn

from mmfusion.nn.convolved import ConvolvedTokens
from mmfusion.nn.fusion import FusionOutput, FusionTransformer
from mmfusion.nn.spec import FusionSpec
from mmfusion.nn.tokens import Place
from mmfusion.nn.words import WordTokens
from mmfusion.tasks.scenes import ANSWERS, GRID, MODALITIES, QUESTION, STRATEGIES
from mmfusion.tasks.scenes.words import LENGTH, WORDS

ASKING: Mapping[str, tuple[str, ...]] = {
    "cross": ("text",),
    "cross-labels": ("text",),
    "visual": ("text",),
    "cross-reverse": ("visual",),
}
"""Strategy -> the modality whose tokens ask the other's. `visual` is asked by a sentence without its content
words: it must know what sort of thing is asked."""


def spec_of(strategy: str, *, layers: int = 3, width: int = 64, heads: int = 4) -> FusionSpec:
    """Return the spec of a strategy. Raises ValueError for one that there is not."""
    if strategy not in STRATEGIES:
        raise ValueError(f"unknown strategy {strategy!r} for scenes: there are {', '.join(STRATEGIES)}")
    if strategy in ASKING:
        asking = ASKING[strategy]
        return FusionSpec(MODALITIES, layers, 0, "ask", width=width, heads=heads, asking=asking)
    return FusionSpec.named(strategy, modalities=MODALITIES, layers=layers, width=width, heads=heads)


def places() -> tuple[Place, ...]:
    """Return where each token of a picture comes from, in order, CLS left out."""
    return tuple(Place(row, column) for row in range(GRID) for column in range(GRID))


class SceneNetwork(nn.Module):
    """Pictures and sentences -> tokens -> `FusionTransformer` -> the 47 answers."""

    def __init__(self, spec: FusionSpec) -> None:
        super().__init__()
        self.spec = spec
        makers: dict[str, Callable[[], nn.Module]] = {
            "visual": lambda: ConvolvedTokens((GRID, GRID), spec.width, spec.heads),
            "text": lambda: WordTokens(len(WORDS), LENGTH, spec.width),
        }
        self.tokenisers = nn.ModuleDict({m: makers[m]() for m in spec.modalities})
        self.fusion = FusionTransformer(spec, {QUESTION: len(ANSWERS)})

    def tokens(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return the tokens of the modalities at hand, CLS first; arguments may lie on any device.

        Args:
            inputs: ``"visual"`` `(S, 3, 96, 96)` and/or ``"text"`` `(B, 10)`, B / S sentences in a row about
            each
                picture; what the network does not read is left.

        """
        given = {m: tokenise(inputs[m]) for m, tokenise in self.tokenisers.items() if m in inputs}
        if len(given) > 1 and self.spec.asking != (
            "text",
        ):  # a picture that is asked stands for all its sentences
            given["visual"] = given["visual"].repeat_interleave(
                len(given["text"]) // len(given["visual"]), dim=0
            )
        return given

    def forward(self, inputs: Mapping[str, Tensor]) -> FusionOutput:
        """Return the answers; arguments as in `tokens`."""
        output: FusionOutput = self.fusion(self.tokens(inputs))
        return output
