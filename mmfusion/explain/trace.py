"""Traces: what one forward pass attended to, for every layer, stream and head.

`tracing` watches any model while it runs: ours through the recorder that its attention calls, a foreign
`torch.nn.MultiheadAttention` through hooks that ask it for its weights. No forward code is copied, and
outside the block nothing is slower. `AttentionTrace` is such a pass of one example as arrays with labels,
for views and for files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mmfusion.explain.space import BOTTLENECK, Key, TokenSpace
from mmfusion.nn.attention import MultiHeadAttention, Recorded, recording
from mmfusion.nn.device import to_numpy
from mmfusion.nn.fusion import FusionTransformer
from mmfusion.nn.tokens import Place

FloatArray = NDArray[np.floating[Any]]


@dataclass
class Pass:
    """What a forward pass did, as tensors still in the autograd graph."""

    weights: dict[Key, Tensor] = field(default_factory=dict)
    """`(B, heads, queries, keys)`, rows that sum to one."""
    value_norms: dict[Key, Tensor] = field(default_factory=dict)
    """`(B, heads, keys)`: the length of what each key gives when all weight is on it, ‖v_j W_O‖ a head.

    A weight times this is the length of the vector that arrives (Kobayashi et al., Attention is Not Only a
    Weight, EMNLP 2020, equation 5, a head). Of foreign modules it is not known.
    """
    log_sums: dict[Key, Tensor] = field(default_factory=dict)
    """`(B, heads, queries)`: ln Σ_j exp(score_j). A score q k / √d_k is ln(weight) + this. Of ours only."""
    per_head: dict[Key, Tensor] = field(default_factory=dict)
    """`(B, heads, queries, d_k)`: what each head brings together, before W_O. Of foreign ones not known."""


@contextmanager
def tracing(model: nn.Module, contributions: bool = False) -> Iterator[Pass]:
    """Have the forward pass inside this block write down its attention; one pass a block.

    Keys are `(layer, stream)` where `model` is a `FusionTransformer` or holds one, else the order and the
    name of the module.

    Args:
        model: any module.
        contributions: whether to keep `value_norms`, `log_sums` and `per_head` too.

    Raises:
        ValueError: the model holds no attention that can be traced.

    Example:
        >>> import torch
        >>> from mmfusion.explain.trace import tracing
        >>> encoder = torch.nn.TransformerEncoderLayer(8, nhead=2, batch_first=True).eval()
        >>> with tracing(encoder) as seen:  # a foreign model
        ...     _ = encoder(torch.randn(1, 5, 8))
        >>> {key: w.shape for key, w in seen.weights.items()}
        {(0, 'self_attn'): torch.Size([1, 2, 5, 5])}

    """
    places = _places(model)
    foreign = [(n, m) for n, m in model.named_modules() if isinstance(m, nn.MultiheadAttention)]
    if not places and not foreign:
        raise ValueError(f"{type(model).__name__} holds no attention")
    done = Pass()

    def note(module: MultiHeadAttention, seen: Recorded) -> None:
        key = places.get(module)
        if key is None:  # another network's, run in the same block
            return
        done.weights[key] = seen.weights
        if contributions:
            heads = module.out.weight.unflatten(1, (module.heads, -1))  # (d, heads, d_k)
            given = torch.einsum("bhmk,dhk->bhmd", seen.value, heads)
            done.value_norms[key], done.per_head[key] = given.norm(dim=-1), seen.per_head
            done.log_sums[key] = seen.scores.logsumexp(dim=-1)

    with ExitStack() as stack:
        stack.enter_context(recording(note))
        for order, (name, module) in enumerate(foreign):
            for handle in _hooked(module, (order, name), done.weights):
                stack.callback(handle.remove)
        yield done


def _places(model: nn.Module) -> dict[MultiHeadAttention, Key]:
    """Return the key of each of our attentions."""
    for module in model.modules():
        if isinstance(module, FusionTransformer):
            return module.attentions()
    ours = [(n, m) for n, m in model.named_modules() if isinstance(m, MultiHeadAttention)]
    return {module: (order, name) for order, (name, module) in enumerate(ours)}


def _hooked(module: nn.MultiheadAttention, key: Key, weights: dict[Key, Tensor]) -> list[Any]:
    """Have a foreign attention return its weights to us and not to its caller, who did not ask for them.

    A module with hooks is left alone by torch's fused encoder layer, which would compute no weights.
    """
    asked = False

    def before(_: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        nonlocal asked
        asked = bool(args[4] if len(args) > 4 else kwargs.get("need_weights", True))
        # Positions: query, key, value, key_padding_mask, need_weights, attn_mask, average, is_causal.
        names = ("key_padding_mask", "need_weights", "attn_mask", "average_attn_weights", "is_causal")
        given = dict(zip(names, args[3:], strict=False)) | kwargs
        return args[:3], given | {"need_weights": True, "average_attn_weights": False}

    def after(_: nn.Module, __: Any, output: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor | None]:
        seen = output[1] if output[1].ndim == 4 else output[1][None]
        weights[key] = seen
        return output[0], output[1].mean(dim=-3) if asked else None

    return [module.register_forward_pre_hook(before, with_kwargs=True), module.register_forward_hook(after)]


class Label(NamedTuple):
    """What a token is: its stream, its number there (0 is a modality's CLS), and where it came from.

    Example:
        >>> from mmfusion.explain.trace import Label
        >>> from mmfusion.nn.tokens import Place
        >>> Label("visual", 0).words, Label("visual", 7, Place(row=1, column=2, frame=0)).words
        ('visual CLS', 'visual frame 1, row 2, column 3')
        >>> Label("audio", 3, Place(row=0, column=2, start=0.5, end=0.75)).words
        'audio 0.50–0.75 s, band 1'

    """

    stream: str
    number: int
    place: Place | None = None

    @property
    def words(self) -> str:
        """Return a short name."""
        if self.stream == BOTTLENECK:
            return f"bottleneck {self.number + 1}"
        if self.number == 0:
            return f"{self.stream} CLS"
        if self.place is None:
            return f"{self.stream} {self.number}"
        p = self.place
        if p.frame is None:
            return f"{self.stream} {p.start:.2f}–{p.end:.2f} s, band {p.row + 1}"
        return f"{self.stream} frame {p.frame + 1}, row {p.row + 1}, column {p.column + 1}"


@dataclass(frozen=True, eq=False)
class AttentionTrace:
    """One pass of one example: attention `(heads, queries, keys)` by layer and stream, with labels.

    Example:
        >>> from io import BytesIO
        >>> import numpy as np
        >>> from mmfusion.explain.trace import AttentionTrace, Label
        >>> labels, key = (Label("audio", 0), Label("audio", 1)), (0, "audio")
        >>> seen = AttentionTrace({key: np.full((4, 2, 2), 0.5)}, labels, {key: (0, 1)}, {key: (0, 1)})
        >>> seen.save(file := BytesIO())
        >>> arrays = np.load(BytesIO(file.getvalue()))
        >>> arrays["0/audio"].shape, arrays["0/audio/keys"].tolist()
        ((4, 2, 2), ['audio CLS', 'audio 1'])

    """

    weights: dict[Key, FloatArray]
    labels: tuple[Label, ...]
    """Of all tokens, in the order of `TokenSpace`."""
    queries: dict[Key, tuple[int, ...]]
    """Which tokens ask, by their numbers in `labels`, in the order of the rows."""
    keys: dict[Key, tuple[int, ...]]
    value_norms: dict[Key, FloatArray] = field(default_factory=dict)
    """`(heads, keys)`, where they were asked for: see `Pass`."""
    log_sums: dict[Key, FloatArray] = field(default_factory=dict)
    """`(heads, queries)`, where they were asked for: see `Pass`."""

    def save(self, to: Path | BinaryIO, dtype: Literal["float16", "float32"] = "float32") -> None:
        """Write a ``.npz``: arrays ``layer/stream``, labelled by ``layer/stream/queries`` and ``…/keys``."""
        out: dict[str, Any] = {}
        words = np.array([label.words for label in self.labels])
        for (layer, stream), weights in self.weights.items():
            name = f"{layer}/{stream}"
            out[name] = weights.astype(dtype)
            out[f"{name}/queries"] = words[list(self.queries[layer, stream])]
            out[f"{name}/keys"] = words[list(self.keys[layer, stream])]
            if (layer, stream) in self.value_norms:
                out[f"{name}/value_norms"] = self.value_norms[layer, stream].astype(dtype)
        out["labels"] = np.array(json.dumps([(x.stream, x.number, x.place) for x in self.labels]))
        if not isinstance(to, Path):
            np.savez_compressed(to, **out)
            return
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("wb") as file:  # numpy would add an ending of its own to a name
            np.savez_compressed(file, **out)


def labels_of(space: TokenSpace, places: Mapping[str, Sequence[Place]] | None = None) -> tuple[Label, ...]:
    """Return the label of every token; `places` are those of each modality's tokens, CLS left out.

    Example:
        >>> from mmfusion.explain.space import TokenSpace
        >>> from mmfusion.explain.trace import labels_of
        >>> from mmfusion.nn import FusionSpec
        >>> space = TokenSpace(FusionSpec.named("bottleneck", bottlenecks=1), (("visual", 2), ("audio", 2)))
        >>> [label.words for label in labels_of(space)]
        ['visual CLS', 'visual 1', 'audio CLS', 'audio 1', 'bottleneck 1']

    """
    known = places or {}
    out = []
    for stream, count in (*space.counts, (BOTTLENECK, space.spec.bottlenecks)):
        own = known.get(stream, ())
        out += [
            Label(stream, i, own[i - 1] if own and i and stream != BOTTLENECK else None) for i in range(count)
        ]
    return tuple(out)


@torch.inference_mode()
def trace(
    network: FusionTransformer,
    tokens: Mapping[str, Tensor],
    places: Mapping[str, Sequence[Place]] | None = None,
    *,
    head_mask: Mapping[Key, Tensor] | None = None,
    contributions: bool = False,
) -> AttentionTrace:
    """Run `network` once on one example and return what it attended to.

    Args:
        network: any spec.
        tokens: `(1, N_i, d)` by modality.
        places: where the tokens of each modality came from, CLS left out.
        head_mask: as in `FusionTransformer.forward`.
        contributions: whether to keep `value_norms` and `log_sums`.

    Raises:
        ValueError: more than one example.

    Example:
        >>> import torch
        >>> from mmfusion.explain.trace import trace
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid"), {"event": 13})
        >>> seen = trace(network, {"visual": torch.randn(1, 9, 64), "audio": torch.randn(1, 5, 64)})
        >>> seen.weights[0, "audio"].shape, seen.weights[1, "shared"].shape  # heads × queries × keys
        ((4, 5, 5), (4, 14, 14))

    """
    if any(len(z) != 1 for z in tokens.values()):
        raise ValueError("a trace is of one example: tokens must be (1, N, d)")
    space = TokenSpace.of(network, tokens)
    with tracing(network, contributions) as seen:
        network(tokens, head_mask=head_mask)
    return AttentionTrace(
        {key: to_numpy(w[0].float()) for key, w in seen.weights.items()},
        labels_of(space, places),
        {key: tuple(space.queries(key)) for key in seen.weights},
        {key: tuple(space.keys(key)) for key in seen.weights},
        {key: to_numpy(n[0].float()) for key, n in seen.value_norms.items()},
        {key: to_numpy(n[0].float()) for key, n in seen.log_sums.items()},
    )
