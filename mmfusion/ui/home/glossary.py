"""The words and symbols of the first page."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(marked("modality"), marked("A kind of signal that is read by itself; here picture and sound.")),
    Term(
        marked("fusion"),
        marked("Modalities are combined so that one answer uses all of them; here by mid fusion."),
        function="mmfusion.nn.FusionTransformer",
    ),
    Term(
        marked("kind"),
        marked("A class that the networks tell apart: bird, dog, bell and nine more."),
    ),
    Term(
        marked("square"),
        marked(
            "The plane of all pairs of noise and blur; at each point three networks answer about the clip."
        ),
        "(13, 13)",
        "mmfusion.tasks.sounding.pad_grid",
    ),
    Term(
        marked("signal-to-noise ratio"),
        marked(
            "How much stronger the sound is than the noise: 0 dB is equal power, −20 dB a hundredth of it."
        ),
        "dB",
    ),
    Term(
        marked("blur"),
        marked("A Gaussian filter over the picture; its standard deviation is given in pixels."),
        "px",
    ),
    Term(
        "p",
        marked("The probability that a network gives to a kind: softmax of the logits divided by T."),
        "(12,)",
    ),
    Term(
        "ℓ_v, ℓ_a",
        marked("The logits of the picture’s and of the sound’s CLS token: scores before the softmax."),
        "(12,)",
    ),
    Term("T", marked("The temperature: it is fitted on validation data so that p fits the accuracy.")),
    Term(marked("chance"), marked("The accuracy of guessing: 1 divided by the number of answers.")),
    Term(
        marked("calibration error"),
        marked("How far the given probabilities lie from the shares of correct answers, on average."),
    ),
    Term(
        marked("redundant, unique, synergy"),
        marked("Either modality knows the answer; only one of them knows it; only both together know it."),
    ),
    Term(
        marked("sum of kernels"),
        marked("k(v, v′) + k(a, a′): the answer is a function of the picture plus a function of the sound."),
        "(n, n)",
    ),
    Term(
        marked("product of kernels"),
        marked("k(v, v′) · k(a, a′): two clips are similar only if both modalities say so."),
        "(n, n)",
    ),
    Term(
        "CCA",
        marked(
            "Canonical correlation analysis: directions of picture and of sound that vary "
            "together over clips, found without labels."
        ),
    ),
    Term(
        marked("contrastive"),
        marked(
            "Two small networks are trained so that a picture is nearer to its own sound than "
            "to those of other clips (InfoNCE)."
        ),
    ),
    Term(
        marked("read out by a sum"),
        marked("A least-squares classifier uses the sum of the kernels of both places in the joint space."),
    ),
    Term(
        marked("frozen features"),
        marked(
            "What the trained networks of one modality each compute of a clip; they are not trained further."
        ),
    ),
)
