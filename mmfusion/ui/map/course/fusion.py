"""Types of fusion, and bottlenecks."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.map.entry import Drawn, Item, Number


def _asked(focus: str, question: str = "side") -> dict[str, str]:
    """Return the link to a strategy on a question about drawn clips, beside three others."""
    shown = ["early", "late", "mid", "bottleneck"]
    if focus not in shown:
        shown[3] = focus
    return {"ask": question, "focus": focus, "shown": " ".join(shown)}


FUSION = (
    Item(
        "why",
        "fusion",
        marked("Why fuse: what each modality adds"),
        "home",
        Number("events/mid :: accuracy", "gain", less="events/visual :: accuracy"),
        marked("over the picture alone, real clips"),
        "mmfusion.tasks.sounding.pad_grid",
    ),
    Item(
        "early",
        "fusion",
        marked("Early fusion"),
        "fusion",
        Number("sounding-objects/early :: side"),
        marked("one sequence"),
        "mmfusion.nn.spec.FusionSpec",
        _asked("early"),
        Drawn(
            marked("Early"),
            marked(
                "One sequence of all tokens, read as a whole from the first layer on; accuracy on "
                "<i>which one sounds</i>. A weighted sum of kernels is the same idea: it is the "
                "kernel of the features, weighted and concatenated."
            ),
            ("co-early", "sum"),
        ),
    ),
    Item(
        "early-raw",
        "fusion",
        marked("Early fusion of raw tensors"),
        "fusion",
        Number("sounding-objects/early-raw :: side"),
        marked("sound as a fourth channel"),
        "mmfusion.tasks.sounding.network.stack",
        _asked("early-raw"),
    ),
    Item(
        "late",
        "fusion",
        marked("Late fusion"),
        "fusion",
        Number("sounding-objects/late :: side"),
        marked("a sum of two"),
        "mmfusion.measure.aggregation.aggregate",
        _asked("late"),
        Drawn(
            marked("Late"),
            marked(
                "Two networks that never meet; their logits are averaged. On <i>which one "
                "sounds</i> neither modality knows anything by itself, so that their sum stays at "
                "chance."
            ),
            ("co-late",),
        ),
    ),
    Item(
        "aggregation",
        "fusion",
        marked("Separate models, aggregated outputs"),
        "fusion",
        Number("events/late :: accuracy"),
        marked("kinds of real clips"),
        "mmfusion.measure.aggregation.aggregate",
        {"clip": "dog", "focus": "late", "late": "product / prior"},
    ),
    Item(
        "late-against-mid",
        "fusion",
        marked("Late against mid"),
        "fusion",
        Number("sounding-objects/mid :: side", "gain", less="sounding-objects/late :: side"),
        marked("mid over late, which one sounds"),
        "mmfusion.nn.fusion.FusionTransformer",
        _asked("mid"),
    ),
    Item(
        "mid",
        "fusion",
        marked("Mid fusion"),
        "fusion",
        Number("sounding-objects/mid :: side"),
        marked("apart, then joint"),
        "mmfusion.nn.fusion.FusionTransformer",
        _asked("mid"),
        Drawn(
            marked("Mid"),
            marked(
                "Each modality has its first layers to itself; in those that follow, all tokens "
                "attend to all. Accuracy on <i>which one sounds</i>."
            ),
        ),
    ),
    Item(
        "layers",
        "fusion",
        marked("Points of interaction"),
        "flow",
        Number("grid/cells :: cells :: Ball-L2 :: accuracy"),
        marked("exchange in the last two layers"),
        "mmfusion.nn.spec.exchanging",
        {"grid_b": "all (mid)", "grid_l": "2"},
    ),
    Item(
        "choice",
        "fusion",
        marked("Which strategy for which task"),
        "home",
        Number("sounding-objects/early :: kind", "gain", less="sounding-objects/late :: kind"),
        marked("early over late where both know"),
        "mmfusion.tasks.course.course_rows",
        {"home_course": "true"},
    ),
    Item(
        "bottleneck",
        "fusion",
        marked("Fusion bottlenecks"),
        "fusion",
        Number("sounding-objects/bottleneck :: side"),
        marked("through few tokens"),
        "mmfusion.nn.fusion.met",
        _asked("bottleneck"),
        Drawn(
            marked("Bottleneck"),
            marked(
                "The two streams share a few bottleneck tokens and nothing else: each updates a "
                "copy, and the mean of the copies is handed on. Accuracy on <i>which one "
                "sounds</i>."
            ),
            ("bottleneck-mid",),
            words=marked("few tokens"),
        ),
    ),
    Item(
        "bottleneck-tokens",
        "fusion",
        marked("Bottleneck tokens"),
        "flow",
        Number("grid/cells :: cells :: B1-L1 :: accuracy"),
        marked("with one token"),
        "mmfusion.nn.spec.FusionSpec",
        {"grid_b": "1", "grid_l": "1"},
    ),
    Item(
        "averaging",
        "fusion",
        marked("Update and average of the bottleneck"),
        "flow",
        Number("grid/cells :: cells :: B4-L1 :: accuracy"),
        marked("with four tokens"),
        "mmfusion.nn.fusion.met",
        {"flow_ask": "side"},
    ),
    Item(
        "flow",
        "fusion",
        marked("All exchange must pass the bottleneck"),
        "flow",
        Number("grid/cells :: cells :: late :: accuracy"),
        marked("with none: nothing crosses"),
        "mmfusion.explain.exchange.flows",
        {"grid_b": "0 (late)"},
    ),
    Item(
        "bottleneck-mid",
        "fusion",
        marked("Bottleneck mid fusion (MBT)"),
        "flow",
        Number("sounding-objects/bottleneck-mid :: side"),
        marked("MBT"),
        "mmfusion.nn.fusion.FusionTransformer",
        {"flow_ask": "side"},
        Drawn(
            marked("Bottleneck-mid"),
            marked(
                "Separate streams first, then a bottleneck: the multimodal bottleneck transformer. "
                "Accuracy on <i>which one sounds</i>."
            ),
            ("bottleneck", "mid"),
        ),
    ),
    Item(
        "reach",
        "fusion",
        marked("Which tokens have received both"),
        "fusion",
        Number("sounding-objects/mid-cross :: side"),
        marked("own weights, keys of both"),
        "mmfusion.nn.reach.heard",
        _asked("mid-cross"),
    ),
    Item(
        "benefit",
        "fusion",
        marked("What bottlenecks save, and keep"),
        "cost",
        Number("sounding-objects/bottleneck-mid :: macs", "share", over="sounding-objects/mid :: macs"),
        marked("of mid fusion's multiply-adds"),
        "mmfusion.explain.cost.saved_by_bottlenecks",
        {"cost_from": "lab"},
    ),
)
