"""The words and symbols of the page of strategies."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("modality"),
        marked("A kind of signal that is read by itself; here picture and sound."),
    ),
    Term(
        "z",
        marked("The tokens of a modality in layer l: one vector for each patch of the picture or the sound."),
        "(n, d)",
    ),
    Term(
        "CLS",
        marked("A token that stands for the whole sequence; the answer is read from it in the last layer."),
        "(d,)",
    ),
    Term(
        marked("early fusion"),
        marked(
            "The modalities are joined before the first layer: as one tensor or as one sequence of tokens."
        ),
        function="mmfusion.nn.FusionTransformer",
    ),
    Term(
        marked("mid fusion"),
        marked("The modalities first go through layers of their own and exchange from layer L_f on."),
        function="mmfusion.nn.FusionTransformer",
    ),
    Term(
        marked("late fusion"),
        marked("Each modality has a network of its own; only their outputs are combined."),
        function="mmfusion.nn.FusionTransformer",
    ),
    Term(
        marked("aggregation of late fusion"),
        marked(
            "Two outputs become one. Networks trained as one: the mean of their logits, or seen or heard. "
            "Experts trained alone: the mean of their probabilities; the product, divided once by the "
            "prior that both contain; for each answer the larger one (max confidence); the product with "
            "learned powers; or Bayes’ rule for what is seen or heard. Choose it in the column Late of a "
            "clip of your own: the line of the formula follows, and once the number is uncovered, so do that "
            "clip’s values."
        ),
        function="mmfusion.measure.aggregation.aggregate",
    ),
    Term(
        "b, c, n",
        marked(
            "What “seen or heard” weighs, fitted on data: both modalities show an answer’s class (b), one "
            "shows it and the other none (c), both show none (n; 0 with two experts, since only differences "
            "count). With a clip of your own, the fold on late fusion says the values."
        ),
        function="mmfusion.measure.aggregation.either",
    ),
    Term(
        marked("missing modality"),
        marked(
            "Its tokens are left out: late fusion answers from the other modality alone, mid "
            "and bottleneck fusion read what is there; early fusion of raw tensors cannot "
            "answer. The rows “no sound” and “no picture” show what is left of this clip’s answers; with a "
            "clip of your own, the fold “Robustness” says each accuracy without one of them."
        ),
    ),
    Term("L_f", marked("The number of layers before the modalities first exchange; 0 is early fusion.")),
    Term(
        "z_fsn",
        marked("The bottleneck: B tokens through which all that the modalities exchange must pass."),
        "(B, d)",
        "mmfusion.nn.FusionTransformer",
    ),
    Term(
        "MCA",
        marked(
            "Cross-attention: the queries of one stream, keys and values from the tokens of both modalities."
        ),
    ),
    Term("ℓ", marked("The logits: the scores of the answers before the softmax."), "(K,)"),
    Term("p", marked("The probabilities of the answers: softmax of the logits divided by T."), "(K,)"),
    Term("T", marked("The temperature: it is fitted on validation data so that p fits the accuracy.")),
    Term(
        marked("cross-entropy, nats"),
        marked("The mean of −ln p of the correct answer; guessing among K answers gives ln K."),
    ),
    Term(marked("chance"), marked("The accuracy of guessing: 1 divided by the number of answers.")),
    Term(
        marked("redundant, unique, synergy"),
        marked("Either modality knows the answer; only one of them knows it; only both together know it."),
    ),
    Term(
        marked("95 % interval"),
        marked("The range that would hold the true accuracy in 95 of 100 test sets like this one."),
    ),
    Term(
        marked("macro"),
        marked("The mean over the classes: each class counts the same, however many test clips it has."),
    ),
    Term(
        marked("calibration error"),
        marked("How far the given probabilities lie from the shares of correct answers, on average."),
    ),
    Term(marked("none of these"), marked("The answer where the clip shows no class that the networks know.")),
    Term(
        "MACs",
        marked("Multiply-accumulate operations of one forward pass."),
        function="mmfusion.explain.cost",
    ),
)
