"""One frozen description for every fusion strategy: which streams there are and what they exchange, when.

With L layers and a fusion layer L_f, the streams of the modalities are separate below L_f and exchange
from L_f on. The rows of the table are Nagrani et al., Attention Bottlenecks for Multimodal Fusion,
NeurIPS 2021 (arXiv 2107.00135), §3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from mmfusion.language import tr
from mmfusion.modality import FILM

Exchange = Literal["none", "self", "cross", "bottleneck", "ask"]
ReadOut = Literal["mean", "either"]
FUSIONS: tuple[str, ...] = (
    "early-raw",
    "early",
    "mid",
    "mid-cross",
    "bottleneck",
    "bottleneck-mid",
    "late",
)
"""The rows of the table that read several modalities."""
STACKED = "stacked"
"""The single modality of `early-raw`: the spectrogram stacked onto the frames as channels."""
RESERVED = {"shared", "bottleneck"}


def strategies(modalities: Sequence[str] = FILM) -> tuple[str, ...]:
    """Return the names that `FusionSpec.named` knows: each modality alone by its own name, then the rows.

    Example:
        >>> from mmfusion.nn import strategies
        >>> strategies(("image", "text"))[:4]
        ('image', 'text', 'early-raw', 'early')

    """
    return (*modalities, *FUSIONS)


@dataclass(frozen=True)
class FusionSpec:
    """What a `FusionTransformer` is.

    Raises:
        ValueError: a combination that is no network; the text says what would be one.

    Example:
        >>> from mmfusion.nn import FusionSpec
        >>> FusionSpec.named("late") == FusionSpec(("visual", "audio"), fusion_layer=4)
        True
        >>> spec = FusionSpec.named("bottleneck-mid", modalities=("visual", "audio", "text"))
        >>> spec.exchange, spec.fusion_layer, spec.bottlenecks
        ('bottleneck', 1, 4)
        >>> asked = FusionSpec(("visual", "text"), 3, 0, "ask", asking=("text",))
        >>> asked.layers_of("visual"), asked.layers_of("text")
        (0, 3)
        >>> FusionSpec(("visual",), width=30, heads=4)
        Traceback (most recent call last):
        ValueError: width 30 must be a multiple of heads 4

    """

    modalities: tuple[str, ...]
    layers: int = 4
    fusion_layer: int = 1
    """L_f: the first layer in which streams exchange; L, or exchange ``"none"``: they never do."""
    exchange: Exchange = "none"
    bottlenecks: int = 0
    """B: tokens through which all exchange must pass, where `exchange` is ``"bottleneck"``."""
    width: int = 64
    heads: int = 4
    mlp_ratio: float = 2.0
    dropout: float = 0.0
    read_out: ReadOut = "mean"
    """How the modalities' logits become one: their mean, or `mmfusion.nn.either.Either`."""
    must_have: tuple[tuple[int, str], ...] = ()
    """With *either*: class and modality; the class is not there unless this modality shows it."""
    asking: tuple[str, ...] = ()
    """Where `exchange` is ``"ask"``: the modalities whose tokens ask those of all others, MCA(own, others)
    before their own layer, and whose CLS answers. What does not ask stays, from L_f on, as it is."""

    def __post_init__(self) -> None:
        if not self.modalities or len(set(self.modalities)) != len(self.modalities):
            raise ValueError(f"modalities must be one or more different names, not {self.modalities!r}")
        if taken := RESERVED & set(self.modalities):
            raise ValueError(f"{', '.join(taken)} names a stream of its own and cannot name a modality")
        if self.layers < 1 or not 0 <= self.fusion_layer <= self.layers:
            raise ValueError(f"fusion_layer must lie in 0..layers, not {self.fusion_layer} of {self.layers}")
        if self.exchange not in get_args(Exchange):
            raise ValueError(f"exchange must be one of {get_args(Exchange)}, not {self.exchange!r}")
        if (self.exchange == "bottleneck") != (self.bottlenecks > 0):
            raise ValueError(
                f"exchange {self.exchange!r} with {self.bottlenecks} bottleneck tokens: "
                "a bottleneck needs one token or more, anything else none"
            )
        if (self.exchange == "ask") != bool(self.asking) or not set(self.asking) <= set(self.modalities):
            raise ValueError(
                f"exchange {self.exchange!r} with asking {self.asking!r}: one or more of "
                f"{', '.join(self.modalities)} ask where the exchange is 'ask', none otherwise"
            )
        if self.asking and len(self.modalities) < 2:
            raise ValueError(f"{self.modalities[0]} has no other modality to ask")
        if self.heads < 1 or self.width % self.heads:
            raise ValueError(f"width {self.width} must be a multiple of heads {self.heads}")
        if self.read_out not in get_args(ReadOut):
            raise ValueError(f"read_out must be one of {get_args(ReadOut)}, not {self.read_out!r}")
        if self.must_have and self.read_out != "either":
            raise ValueError(f"must_have is for read_out 'either', not {self.read_out!r}")
        if strange := {m for _, m in self.must_have} - set(self.modalities):
            raise ValueError(f"must_have names {', '.join(sorted(strange))}, not of {self.modalities!r}")

    @property
    def shared_from(self) -> int:
        """The first layer whose weights all modalities share (`self`), or L where none does."""
        return self.fusion_layer if self.exchange == "self" else self.layers

    def layers_of(self, modality: str) -> int:
        """Return in how many layers, from the first on, a modality has weights of its own."""
        stays = self.exchange == "self" or (self.exchange == "ask" and modality not in self.asking)
        return self.fusion_layer if stays else self.layers

    @classmethod
    def named(
        cls,
        name: str,
        *,
        modalities: Sequence[str] = FILM,
        layers: int = 4,
        fusion_layer: int = 1,
        bottlenecks: int = 4,
        width: int = 64,
        heads: int = 4,
        mlp_ratio: float = 2.0,
        dropout: float = 0.0,
    ) -> FusionSpec:
        """Return a row of the table of strategies; a modality's own name is that modality alone.

        `fusion_layer` and `bottlenecks` are those of the rows that have them (the ``mid`` rows;
        ``bottleneck`` and ``bottleneck-mid``).

        Raises:
            ValueError: an unknown name, or a `mid` row whose fusion layer is not strictly between 0 and L.

        """
        rows: dict[str, tuple[tuple[str, ...], int, Exchange, int]] = {
            "early-raw": ((STACKED,), layers, "none", 0),
            "early": (tuple(modalities), 0, "self", 0),
            "mid": (tuple(modalities), fusion_layer, "self", 0),
            "mid-cross": (tuple(modalities), fusion_layer, "cross", 0),
            "bottleneck": (tuple(modalities), 0, "bottleneck", bottlenecks),
            "bottleneck-mid": (tuple(modalities), fusion_layer, "bottleneck", bottlenecks),
            "late": (tuple(modalities), layers, "none", 0),
        }
        rows.update({m: ((m,), layers, "none", 0) for m in modalities})
        if name not in rows:
            raise ValueError(f"unknown strategy {name!r}: there are {', '.join(rows)}")
        if "mid" in name and not 0 < fusion_layer < layers:
            raise ValueError(f"{name} needs 0 < fusion_layer < {layers}, not {fusion_layer}")
        who, first, exchange, tokens = rows[name]
        return cls(who, layers, first, exchange, tokens, width, heads, mlp_ratio, dropout)

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready mapping."""
        listed = {"modalities": list(self.modalities), "must_have": [list(pair) for pair in self.must_have]}
        raw = {**asdict(self), **listed, "asking": list(self.asking)}
        return raw if self.asking else {k: v for k, v in raw.items() if k != "asking"}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> FusionSpec:
        """Return the spec that `to_dict` wrote."""
        must_have = tuple((int(k), str(m)) for k, m in raw.get("must_have", ()))
        lists = {"modalities": tuple(raw["modalities"]), "asking": tuple(raw.get("asking", ()))}
        return cls(**{**raw, **lists, "must_have": must_have})


def exchanging(fusion_layer: int, layers: int) -> str:
    """Return which layers exchange, in words, counted from 1 to L: L_f layers come before the first of them.

    Example:
        >>> from mmfusion.nn.spec import exchanging
        >>> exchanging(1, layers=4), exchanging(2, layers=4), exchanging(3, layers=4)
        ('layers 2 to 4 exchange', 'layers 3 and 4 exchange', 'layer 4 alone exchanges')

    """
    if fusion_layer >= layers:
        return tr("no layer exchanges")
    if fusion_layer == layers - 1:
        return (
            tr("layer {last} alone exchanges", last=layers)
            if layers > 1
            else tr("layer {last} exchanges", last=layers)
        )
    first = fusion_layer + 1
    if fusion_layer == layers - 2:
        return tr("layers {first} and {last} exchange", first=first, last=layers)
    return tr("layers {first} to {last} exchange", first=first, last=layers)
