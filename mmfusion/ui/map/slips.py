"""What slides on these subjects easily get wrong, each in its right form, with the place that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mmfusion.language import marked


@dataclass(frozen=True)
class Slip:
    """A slip in its right form.

    Attributes:
        about: what it concerns.
        right: the right form, as HTML.
        page: where it is shown.
        function: the dotted name of what holds it.
        query: what the page's link says.

    """

    about: str
    right: str
    page: str
    function: str
    query: Mapping[str, str] = field(default_factory=dict)


SLIPS = (
    Slip(
        marked("dual of SMO for MKL"),
        marked(
            "max 1ᵀα − (1/8λ)(Σ<sub>k</sub> h<sub>k</sub><sup>q</sup>)<sup>2/q</sup> with h<sub>k</sub> = "
            "αᵀH<sub>k</sub>α. Without the inner exponent every kernel gets the same weight."
        ),
        "mkl",
        "mmfusion.kernels.slips.weights_without_inner_exponent",
    ),
    Slip(
        marked("factor 1/(8λ)"),
        marked(
            "It belongs to the penalty (λ/2)‖d‖<sub>p</sub>², with 1/p + 1/q = 1. For p = 1, q is "
            "infinite: SMO does not apply, the level method does."
        ),
        "mkl",
        "mmfusion.kernels.slips.penalised_weights",
        {"mkl_at": "1"},
    ),
    Slip(
        marked("loss with λ‖α‖²"),
        marked(
            "The norm ‖f‖² of the classifier must be there too, and α ≥ 0; else the kernel can be "
            "scaled up until the loss is nothing."
        ),
        "mkl",
        "mmfusion.kernels.slips.scaled_up",
    ),
    Slip(
        marked("intercept b"),
        marked("It gives the dual its equality yᵀα = 0. The entrywise product is with y."),
        "mkl",
        "mmfusion.kernels.problem.best_intercept",
    ),
    Slip(
        marked("margin in the contrastive loss"),
        marked(
            "It is a number m, and others pay max(0, m − distance)²: the distance, not its square, "
            "is compared with m."
        ),
        "joint",
        "mmfusion.colearning.losses.margin_loss",
        {"joint_method": "margin"},
    ),
    Slip(
        marked("what bottlenecks save"),
        marked(
            "They save scores. The factor that is often quoted compares with a network that runs "
            "both encoders in full, and then again."
        ),
        "cost",
        "mmfusion.explain.cost.saved_by_bottlenecks",
        {"cost_from": "paper"},
    ),
    Slip(
        marked("O(n²d)"),
        marked(
            "That is the attention alone. Projections and MLP cost O(nd²) and are more while n is "
            "less than six times d."
        ),
        "cost",
        "mmfusion.explain.cost.crossover",
        {"cost_from": "lecture"},
    ),
    Slip(
        marked("multi-head attention"),
        marked(
            "Several heads, each softmax(QKᵀ/√d<sub>k</sub>)V, put side by side and multiplied by "
            "W<sub>O</sub>; with tokens in rows it is XW<sub>Q</sub>."
        ),
        "heads",
        "mmfusion.nn.attention.MultiHeadAttention",
    ),
    Slip(
        marked("when late fusion suits"),
        marked(
            "Where modalities are independent <i>given the answer</i>. Those of an exclusive or "
            "are independent and defeat every sum of scores; a read-out of both outputs by an MLP "
            "solves it."
        ),
        "fusion",
        "mmfusion.explain.additive.crossed_logits",
        {"ask": "side", "focus": "late", "shown": "early late mid bottleneck"},
    ),
    Slip(
        marked("cost of a bottleneck"),
        marked(
            "Each stream stays quadratic in its own tokens; M modalities have at most M times fewer scores."
        ),
        "cost",
        "mmfusion.nn.macs.attention_shapes",
        {"cost_from": "film"},
    ),
    Slip(
        marked("what SMO updates"),
        marked("Pairs of duals. The weights of the kernels follow in closed form."),
        "mkl",
        "mmfusion.kernels.problem.best_weights",
        {"mkl_at": "4/3"},
    ),
    Slip(
        marked("what λ‖α‖² does"),
        marked("It shrinks all weights; it does not even them out."),
        "mkl",
        "mmfusion.kernels.slips.shrinking_weights",
    ),
    Slip(
        marked("“early”"),
        marked("Raw tensors, tokens or features: three things. Here each is said by name."),
        "fusion",
        "mmfusion.nn.spec.strategies",
        {"ask": "side", "focus": "early-raw", "shown": "early early-raw late mid"},
    ),
    Slip(
        marked("mean of logits and product of experts"),
        marked(
            "Both always choose the same class; they differ in how sure they are. A product counts "
            "the prior twice unless it is divided by it once."
        ),
        "fusion",
        "mmfusion.measure.aggregation.aggregate",
        {"clip": "dog", "focus": "late", "late": "product / prior"},
    ),
    Slip(
        marked("empirical risk of the combined kernel"),
        marked(
            "‖w‖² must be there too. Σα<sub>k</sub>K<sub>k</sub> is the kernel of the features "
            "√α<sub>k</sub>φ<sub>k</sub> side by side: kernel fusion is early fusion of features, "
            "weighted."
        ),
        "mkl",
        "mmfusion.kernels.concatenated_features",
    ),
)
"""In the order in which a lecture meets them."""
