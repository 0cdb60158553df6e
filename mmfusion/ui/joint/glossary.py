"""The words and symbols of the page of joint spaces."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        "z, t",
        marked("Places of picture and word in the joint space, of length 1: their product is their cosine."),
        "(k,)",
        "mmfusion.colearning.contrastive",
    ),
    Term("k", marked("Dimensions of the joint space.")),
    Term("n", marked("Batch size: pairs in one step of training.")),
    Term(
        marked("negatives"),
        marked(
            "The wrong pairs of a batch: a picture with the names of the others. The loss pushes them apart."
        ),
    ),
    Term(
        "τ",
        marked("Temperature: divides the cosines before the softmax; it is learned, within bounds."),
    ),
    Term("m", marked("Margin: negatives that are farther apart than this cost nothing.")),
    Term("InfoNCE", marked("Loss: find the own name among those of the batch, by softmax over the cosines.")),
    Term(
        "SigLIP", marked("Loss: decide for each picture and name whether they are a pair, by a sigmoid each.")
    ),
    Term(
        "CCA",
        marked("Canonical correlation analysis: maps that correlate both views most, solved without steps."),
        function="mmfusion.colearning.cca",
    ),
    Term(
        "R@10",
        marked("Recall at 10: share of held-out names whose picture is among the ten nearest."),
        "0 … 1",
        "mmfusion.measure.retrieval",
    ),
    Term(
        marked("gap"),
        marked("Distance between the mean of all pictures and the mean of all words."),
        "0 … 2",
    ),
    Term(
        marked("spread"),
        marked("1 − ‖mean‖²: 0 if all lie in one place, 1 if they lie all round the sphere."),
        "0 … 1",
    ),
    Term(
        marked("ridge regression"),
        marked("A control: predicts the picture’s features from the name’s; no joint space is learned."),
    ),
    Term(
        "VAE",
        marked(
            "Variational autoencoder: encodes an input as a distribution of z and makes the input from z."
        ),
        function="mmfusion.colearning.vae",
    ),
    Term(
        "σ",
        marked("Standard deviation of the latent variable given the inputs: how little is known of it."),
        "(12,)",
    ),
)
