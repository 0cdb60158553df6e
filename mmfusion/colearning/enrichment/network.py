"""A graph network from nodes to prototypes: what each node is told by its neighbours, twice.

    P̂ = Â relu(Â X W₁) W₂,   Â = D⁻¹ (A + I)

X holds a row for each node of the graph, A its edges in both directions, and the loss is the squared distance
of the seen classes' rows to their prototypes, centred and of length 1 (Kipf, Welling, Semi-supervised
classification with graph convolutional networks, ICLR 2017; for zero-shot classes Wang, Ye, Gupta, Zero-shot
recognition via semantic embeddings and knowledge graphs, CVPR 2018).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from mmfusion.colearning.enrichment.ancestors import Graph
from mmfusion.colearning.zero_shot import Floats, unit
from mmfusion.nn.device import to_numpy

RATE = 0.01


def normalised_adjacency(graph: Graph, nodes: Sequence[str]) -> Floats:
    """Return Â `(N, N)`: each node takes the mean of itself and of all that an edge joins it to.

    Example:
        >>> from mmfusion.colearning.enrichment.network import normalised_adjacency
        >>> normalised_adjacency({"emu": ["bird"]}, ["emu", "bird", "lamp"]).tolist()
        [[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]

    """
    place = {node: i for i, node in enumerate(nodes)}
    out = np.eye(len(nodes))
    for node, parents in graph.items():
        for parent in parents:
            if node in place and parent in place:
                out[place[node], place[parent]] = out[place[parent], place[node]] = 1.0
    return np.asarray(out / out.sum(axis=1, keepdims=True))


class GraphNetwork(nn.Module):
    """Two graph convolutions.

    Args:
        inputs: width of a node's row.
        hidden: width between them.
        outputs: width d of a prototype.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.enrichment.network import GraphNetwork
        >>> GraphNetwork(384, 64, 128)(torch.eye(5), torch.zeros(5, 384)).shape
        torch.Size([5, 128])

    """

    def __init__(self, inputs: int, hidden: int, outputs: int) -> None:
        super().__init__()
        self.first = nn.Linear(inputs, hidden, bias=False)
        self.second = nn.Linear(hidden, outputs, bias=False)

    def forward(self, adjacency: Tensor, rows: Tensor) -> Tensor:
        """Return what every node is mapped to `(N, d)`, of Â `(N, N)` and rows `(N, inputs)`."""
        told = torch.relu(adjacency @ self.first(rows))
        out: Tensor = adjacency @ self.second(told)
        return out


def trained(
    adjacency: Floats,
    rows: Floats,
    seen: Sequence[int],
    prototypes: Floats,
    *,
    steps: Sequence[int],
    hidden: int = 128,
    decay: float = 5e-4,
    seed: int = 0,
) -> Iterator[Floats]:
    """Yield p̂ − p̄ of every node `(N, d)`, of length 1 where seen classes have it, after so many steps.

    Args:
        adjacency: Â `(N, N)`.
        rows: X `(N, inputs)`.
        seen: the nodes of seen classes, `S` of them.
        prototypes: of those `(S, d)`.
        steps: numbers of steps of Adam on all seen classes at once, rising.
        hidden: width between the layers.
        decay: weight decay.
        seed: of the first weights.

    """
    torch.manual_seed(seed)
    a, x = (torch.from_numpy(np.asarray(v, dtype=np.float32)) for v in (adjacency, rows))
    aims = torch.from_numpy(unit(prototypes - prototypes.mean(axis=0)).astype(np.float32))
    at = torch.tensor(list(seen))
    network = GraphNetwork(x.shape[1], hidden, aims.shape[1])
    adam = torch.optim.Adam(network.parameters(), lr=RATE, weight_decay=decay)
    done = 0
    for until in steps:
        for _ in range(done, until):
            adam.zero_grad()
            loss = (network(a, x)[at] - aims).square().sum(dim=1).mean()
            loss.backward()
            adam.step()
        done = until
        with torch.no_grad():
            yield np.asarray(to_numpy(network(a, x)), dtype=np.float64)
