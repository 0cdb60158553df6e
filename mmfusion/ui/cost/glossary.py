"""Words and symbols of the page of cost."""

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        "n",
        marked("How many tokens one sequence has: of one modality, or of all together where they share it."),
    ),
    Term("d", marked("The width: how many numbers a token has."), "(n, d)"),
    Term("L, L_f", marked("How many layers there are, and how many of them come before the first exchange.")),
    Term("B", marked("How many bottleneck tokens there are; each modality has them besides its own tokens.")),
    Term(
        "r",
        marked("The MLP ratio: the MLP of a layer widens each token from d to r d numbers and back."),
    ),
    Term(
        marked("multiply-adds"),
        marked(
            "Multiplications of two numbers whose product is added to a sum, for one example, "
            "forward. One of them is two floating-point operations."
        ),
        function="mmfusion.explain.cost.cost",
    ),
    Term(
        marked("scores"),
        marked(
            "Each query with each key, before softmax: n² of them for each head of shared self-attention, "
            "since every token is compared with every other. Twice the tokens have four times the scores."
        ),
        "(H, n, n)",
    ),
    Term(
        marked("attention"),
        marked("Scores and the weighted sum of values: 2 n² d multiply-adds per layer."),
        function="mmfusion.nn.macs_by_part",
    ),
    Term(
        marked("projections"),
        marked("What makes queries, keys and values of the tokens, and mixes the heads: 4 n d² per layer."),
    ),
    Term(
        "MLP", marked("The two linear maps in each layer that work on every token alone: 2 r n d² per layer.")
    ),
    Term(
        marked("attention memory"),
        marked(
            "Bytes of the attention weights of the largest layer, as float32, where they are stored at all."
        ),
    ),
    Term(
        marked("late: no exchange"),
        marked("Each modality has its own sequence to the end; only the outputs are combined."),
    ),
    Term(
        marked("shared self-attention"),
        marked("From L_f on all tokens of all modalities are one sequence: each looks at each."),
    ),
    Term(
        marked("cross-attention"),
        marked(
            "From L_f on the queries of each modality look at the tokens of both, with its own parameters."
        ),
    ),
    Term(
        marked("bottleneck"),
        marked(
            "From L_f on modalities exchange through B shared tokens alone: (n₁ + B)² + (n₂ + B)² scores for "
            "each head instead of (n₁ + n₂)². Within a modality it is still quadratic; two save half at most."
        ),
        function="mmfusion.explain.cost.saved_by_bottlenecks",
    ),
    Term(
        marked("every encoder on all tokens"),
        marked(
            "An implementation that is met in practice: the encoder of each modality runs on all tokens, and "
            "the outputs of all but its own are thrown away."
        ),
    ),
)
