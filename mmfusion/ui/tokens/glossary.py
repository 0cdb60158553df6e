"""Words and symbols of the page of tokens."""

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("token"),
        marked("A vector of width d that stands for one piece of the clip, or for none (CLS)."),
        "(d,)",
        "mmfusion.nn.tokens",
    ),
    Term(
        marked("patch"),
        marked("A square piece of a frame: its side in px times 3 colours."),
        "(side, side, 3)",
    ),
    Term(
        marked("cell"),
        marked("A piece of the spectrogram: some of its bands for some of its columns."),
        "(bands, columns)",
    ),
    Term(
        marked("spectrogram"),
        marked("The loudness of a sound by time and frequency; here in 64 mel bands, as a logarithm."),
        "(64, 128)",
    ),
    Term("x_i", marked("One piece of the clip as a row of numbers."), "(768,)"),
    Term(
        "E",
        marked("The learned matrix that projects a piece to width d; there is one per modality."),
        "(d, 768)",
    ),
    Term(
        "E x",
        marked("The projected piece: the same as a convolution whose step is its size."),
        "(N, d)",
        "mmfusion.tasks.sounding.as_convolution",
    ),
    Term("p", marked("Position vectors, learned: they tell where a token comes from."), "(1 + N, d)"),
    Term(
        "z_cls", marked("The learned token CLS, the same for every clip; the answer is read from it."), "(d,)"
    ),
    Term(
        "z",
        marked("The tokens: what the first layer receives of one modality."),
        "(1 + N, d)",
        "mmfusion.tasks.sounding.dissect",
    ),
    Term("N_v, N_a", marked("How many pieces the picture and the sound are cut into.")),
    Term("d", marked("The width: how many numbers a token has.")),
    Term(
        marked("receptive field"),
        marked("The part of the input that a vector depends on."),
    ),
)
