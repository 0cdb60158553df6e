"""*Either* as a read-out: an event is what any modality shows, where the mean asks all of them to agree.

With z_m the logits of modality m, of which the last is *none of these*, and S the modalities that show the
class, the others showing none:

    class k   log Σ_{S ≠ ∅} exp(w_|S| + Σ_{m ∈ S} z_{m,k} + Σ_{m ∉ S} z_{m,none})
    none      w_0 + Σ_m z_{m,none}

Of picture and sound that is logsumexp(b + v_k + a_k, c + v_k + a_none, c + v_none + a_k) and
n + v_none + a_none, with b = w_2, c = w_1, n = w_0: the rule of `mmfusion.measure.aggregation.either`, for
networks that are trained together.
The weights are learned; the prior that the rule of the experts divides out is in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import torch
from torch import Tensor, nn


class Either(nn.Module):
    """Logits by modality -> logits of what any of them shows.

    Args:
        modalities: of the network.
        must_have: class and modality: the class is not there unless this modality shows it, and counts as
            none; where the modality itself is missing nothing is asked of it.

    Example:
        >>> import torch
        >>> from mmfusion.nn.either import Either
        >>> dog, none = torch.tensor([4.0, 0.0, 0.0]), torch.tensor([0.0, 0.0, 4.0])  # of dog, speech, none
        >>> either = Either(("visual", "audio"), must_have=[(1, "audio")])
        >>> either({"visual": dog, "audio": none}).argmax().item()  # a dog is seen, the wind is heard
        0
        >>> face = dog[[1, 0, 2]]
        >>> either({"visual": face, "audio": none}).argmax().item()  # nobody is heard to speak
        2

    """

    def __init__(self, modalities: Sequence[str], must_have: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__()
        self.must_have = tuple(must_have)
        self.weights = nn.ParameterList(
            nn.Parameter(torch.zeros(count + 1)) for count in range(2, len(modalities) + 1)
        )
        """Of 2, 3, … modalities at hand: w_0 … w_M, by how many of them show the class."""

    def forward(self, logits: Mapping[str, Tensor]) -> Tensor:
        """Return logits `(…, K)` of logits `(…, K)` by modality; of one alone they are its own."""
        terms = list(self.terms(logits).values())
        return terms[0] if len(terms) == 1 else torch.stack(terms).logsumexp(dim=0)

    def terms(self, logits: Mapping[str, Tensor]) -> dict[tuple[str, ...], Tensor]:
        """Return what is summed, `(…, K)` of logits `(…, K)` by modality, by which of these show the class.

        What cannot be is −∞: a class that nothing shows, none where a modality shows a class that counts.
        """
        if len(logits) == 1:
            return {(m,): z for m, z in logits.items()}
        weights, shape = self.weights[len(logits) - 2], next(iter(logits.values())).shape
        found = {}
        for shows in product((False, True), repeat=len(logits)):
            who = tuple(m for m, here in zip(logits, shows, strict=True) if here)
            own = sum(z if m in who else z[..., -1:] for m, z in logits.items())
            score = (weights[len(who)] + own).expand(shape)
            lacking = [k for k, m in self.must_have if m in logits and m not in who]
            counts = [bool(who) and k not in lacking for k in range(shape[-1] - 1)]
            never = torch.tensor([not it for it in (*counts, not who)], device=score.device)
            listed = score.masked_fill(never, -torch.inf)
            if who and lacking:  # shown, and none all the same
                none = score[..., lacking].logsumexp(dim=-1, keepdim=True)
                listed = torch.cat([listed[..., :-1], none], dim=-1)
            found[who] = listed
        return found
