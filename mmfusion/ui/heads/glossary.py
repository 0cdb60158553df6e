"""The words and symbols of the page of attention heads."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("token"),
        marked(
            "One vector of the sequence: a patch of the picture, a cell of the spectrogram, or a CLS token."
        ),
        "(d,)",
    ),
    Term(
        marked("head"),
        marked("One of several attentions of a layer that run side by side, each with its own projections."),
        "(d_k,)",
        "mmfusion.explain.attention_trace",
    ),
    Term(
        "Q, K, V",
        marked("Queries, keys and values: three linear maps of the tokens; each head has its own."),
        "(n, d_k)",
    ),
    Term(marked("query"), marked("What a token asks for; it is compared with every key.")),
    Term(
        marked("key"), marked("What a token is found by: the better it fits a query, the larger the weight.")
    ),
    Term(
        marked("value"), marked("What a token hands over to who asks; values are added up by their weights.")
    ),
    Term(
        marked("self-attention"),
        marked("Queries, keys and values come from the same tokens: every token may look at every other."),
        function="mmfusion.nn",
    ),
    Term(
        marked("cross-attention"),
        marked(
            "Queries come from one set of tokens, keys and values from another: words may ask "
            "a picture, or one modality the tokens of both."
        ),
        function="mmfusion.nn",
    ),
    Term("d_k", marked("The width of a head: the width of a token divided by the number of heads.")),
    Term(
        marked("score"),
        marked("q kᵀ / √d_k: how well a query fits a key, before the softmax."),
        "(heads, n, n)",
    ),
    Term(
        marked("attention weight"),
        marked("The softmax of the scores of one query; over all keys the weights sum to 1."),
        "(heads, n, n)",
        "mmfusion.explain.attention_trace",
    ),
    Term(
        "‖w v W_O‖",
        marked(
            "What a key contributes: its weight times its value after the output projection, as a length."
        ),
    ),
    Term(
        "CLS",
        marked("A token that stands for the whole sequence; the answer is read from it in the last layer."),
        "(d,)",
    ),
    Term(
        marked("bottleneck token"),
        marked("One of the few tokens through which the modalities exchange."),
        "(d,)",
    ),
    Term(
        marked("temperature"),
        marked("A divisor of the scores: below 1 the weights concentrate, above 1 they spread."),
    ),
    Term(
        marked("entropy"),
        marked("How widely the weights spread: 0 if one key has all, 1 if all keys have the same."),
    ),
    Term(
        marked("share, picture → sound"),
        marked("The part of the attention of the first stream that goes to tokens of the second one."),
    ),
    Term(
        marked("pruning"),
        marked("Heads are switched off: their output is set to 0, and the rest of the network stays."),
        function="mmfusion.explain.each_without",
    ),
    Term(
        marked("least important first"),
        marked("An order of the heads, found step by step: the head whose loss costs least comes next."),
    ),
    Term(
        marked("random weights"),
        marked("An untrained network: what its maps show too is no sign of learning."),
    ),
    Term(
        marked("rank correlation"),
        marked("How similar two maps order the tokens: 1 in the same order, 0 without relation."),
    ),
)
