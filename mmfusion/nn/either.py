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
        at_hand = list(logits)
        if len(at_hand) == 1:
            return logits[at_hand[0]]
        weights = self.weights[len(at_hand) - 2]
        shown, none = [], [weights[0] + sum(z[..., -1] for z in logits.values())]
        for who in product((False, True), repeat=len(at_hand)):
            if not any(who):
                continue
            terms = [
                z[..., :-1] if shows else z[..., -1:] for z, shows in zip(logits.values(), who, strict=True)
            ]
            score = weights[sum(who)] + sum(terms)  # (…, K − 1)
            for k, modality in self.must_have:
                if modality in at_hand and not who[at_hand.index(modality)]:
                    none.append(score[..., k])
                    score = score.index_fill(-1, torch.tensor([k], device=score.device), -torch.inf)
            shown.append(score)
        listed = torch.stack(shown).logsumexp(dim=0)
        return torch.cat([listed, torch.stack(none).logsumexp(dim=0)[..., None]], dim=-1)
