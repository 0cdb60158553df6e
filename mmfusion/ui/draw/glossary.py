"""The words and symbols of the page *draw it, say it*."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("signal-to-noise ratio"),
        marked("Power of the voice over power of the white noise added to it; at 0 dB both are equal."),
        "dB",
        "mmfusion.tasks.digits.voice.noisy",
    ),
    Term(
        marked("switches at"),
        marked("The level at which a strategy finds both digits equally likely: above it the voice decides."),
        "dB",
        "mmfusion.tasks.digits.believing.Believed.turns",
    ),
    Term(
        marked("energy"),
        marked("Share of the training pictures’ variance in the principal components that are kept."),
        "%",
        "mmfusion.tasks.digits.stored",
    ),
    Term(
        marked("log-mel spectrogram"),
        marked("How loud the voice is in each frequency band over time, on a logarithmic scale."),
        "(16, 16)",
        "mmfusion.tasks.digits.voice.heard",
    ),
    Term(
        "ℓ",
        marked("Logits: one modality’s score of each digit before softmax."),
        "(10,)",
    ),
    Term(
        "p",
        marked("Probability of each digit: softmax of the logits divided by T."),
        "(10,)",
        "mmfusion.measure.metrics.softmax",
    ),
    Term(
        "T",
        marked("Temperature, fitted so that of all answers with p = .8 four in five are correct."),
    ),
    Term(
        marked("early"),
        marked("Picture and voice are one sequence of tokens from the first layer on."),
    ),
    Term(
        marked("mid"),
        marked("Each modality has a first layer of its own; from layer 2 on they attend to each other."),
    ),
    Term(
        marked("bottleneck-mid"),
        marked("As mid, but only 4 bottleneck tokens pass between the modalities."),
    ),
    Term(
        marked("late"),
        marked("Two networks, one for each modality, trained together on the mean of their logits."),
    ),
    Term(
        marked("two experts"),
        marked("Two networks trained apart; their log-probabilities add, each after division by its own T."),
    ),
    Term(
        marked("split"),
        marked("Which speakers are for training and which for testing; results are means over splits."),
    ),
)
