"""Transformers: tokens, attention, and what it costs."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.map.entry import Drawn, Item, Number

_LARGE = "inside/cost :: layers :: d 768, heads 12, ratio 4"
_SMALL = "inside/cost :: layers :: d 64, heads 4, ratio 2"
_LECTURE = "inside/cost :: ways :: visual 196, text 100; layers 1, from 0, B 4; d 768, heads 12, ratio 4"

ATTENTION = (
    Item(
        "tokens",
        "attention",
        marked("Patches, embedding, CLS, position"),
        "tokens",
        Number("sounding-objects/visual :: kind"),
        marked("from patches alone"),
        "mmfusion.nn.tokens.PatchTokens",
        drawn=Drawn(
            marked("Tokens"),
            marked(
                "Pictures and spectrograms are cut into patches; one learned matrix makes a vector "
                "of each, a position is added, and CLS goes first. Accuracy of the picture's "
                "network on the kind."
            ),
            words=marked("patches alone"),
        ),
    ),
    Item(
        "rasterised",
        "attention",
        marked("One convolution cuts the patches"),
        "tokens",
        Number("sounding-objects/audio :: kind"),
        marked("from cells of the spectrogram alone"),
        "mmfusion.tasks.sounding.as_convolution",
    ),
    Item(
        "backbone",
        "attention",
        marked("Inputs that a CNN has read"),
        "fusion",
        Number("events/visual :: accuracy"),
        marked("real pictures, frozen features"),
        "mmfusion.nn.efficientnet.EfficientNetLite0",
        {"clip": "dog", "focus": "mid"},
    ),
    Item(
        "clip-tokens",
        "attention",
        marked("A film as tokens: frames and one spectrogram"),
        "tokens",
        Number("sounding-objects/early :: sync"),
        marked("in time or off"),
        "mmfusion.nn.tokens.frame_places",
    ),
    Item(
        "one-sequence",
        "attention",
        marked("Both token lists in one sequence"),
        "fusion",
        Number("sounding-objects/early :: sync"),
        marked("in time or off, by early fusion"),
        "mmfusion.nn.fusion.FusionTransformer",
        {"ask": "sync", "focus": "early", "shown": "early late mid bottleneck"},
    ),
    Item(
        "encoder",
        "attention",
        marked("Layers: attention and MLP, normalised first, added"),
        "heads",
        Number(f"{_SMALL} :: 1 :: 1", "ms"),
        marked("a layer of width 64, 256 tokens"),
        "mmfusion.nn.block.Block",
        {"heads_of": "mid"},
    ),
    Item(
        "self-attention",
        "attention",
        marked("Self-attention of several heads"),
        "heads",
        Number("sounding-objects/mid :: sync"),
        marked("in time or off"),
        "mmfusion.nn.attention.MultiHeadAttention",
        {"heads_of": "mid"},
        Drawn(
            marked("Self-attention"),
            marked(
                "Every token asks every token, in several heads, each with queries, keys and "
                "values of its own; the heads are put side by side and mixed. Accuracy of mid "
                "fusion on <i>in time or off</i>."
            ),
        ),
    ),
    Item(
        "heads",
        "attention",
        marked("Different heads learn different relations"),
        "heads",
        Number("inside/sounding-objects/bottleneck-mid-heads :: random :: mean :: 2"),
        marked("eight random heads off"),
        "mmfusion.explain.ablation.each_without",
    ),
    Item(
        "free-attention",
        "attention",
        marked("Attention flows freely: all to all"),
        "heads",
        Number("sounding-objects/early :: left"),
        marked("what stands on the left"),
        "mmfusion.explain.attention_trace",
        {"heads_of": "early"},
    ),
    Item(
        "cross-attention",
        "attention",
        "Cross-attention",
        "words",
        Number("scenes/cross :: accuracy"),
        marked("text asks picture"),
        "mmfusion.nn.block.Asking",
        {"words_of": "cross"},
        Drawn(
            marked("Cross-attention"),
            marked(
                "Queries from one modality, keys and values from another: the words of a question ask the "
                "patches of a picture. Accuracy over all questions."
            ),
            ("co-cross",),
            words=marked("text asks"),
        ),
    ),
    Item(
        "word-heads",
        "attention",
        marked("What a word looks at"),
        "words",
        Number("scenes/cross :: doing, seen"),
        marked("what it does"),
        "mmfusion.tasks.scenes.pointing.word_maps",
        {"words_of": "cross-labels"},
    ),
    Item(
        "applications",
        "attention",
        marked("What it is used for: retrieval, captions, recognition"),
        "joint",
        Number("pairs/table :: photographs :: R@10, sentence to photograph"),
        marked("a sentence finds its photograph, R@10"),
        "mmfusion.measure.retrieval.recall",
    ),
    Item(
        "complexity",
        "attention",
        marked("Quadratic time and memory"),
        "cost",
        Number(f"{_LARGE} :: 1 :: 1", "times", over=f"{_LARGE} :: 0 :: 1"),
        marked("time, twice the tokens"),
        "mmfusion.explain.cost.cost",
        {"cost_from": "lecture"},
        Drawn(
            marked("Complexity"),
            marked(
                "Scores grow with the square of the tokens; projections and MLP grow with the "
                "tokens and are most of a layer while there are few. Measured: 128 and 256 tokens, "
                "width 768."
            ),
            words=marked("time, 2 × tokens"),
        ),
    ),
    Item(
        "lecture-example",
        "attention",
        marked("100 words and 196 patches"),
        "cost",
        Number(f"{_LECTURE} :: self", "ms"),
        marked("a layer, all to all"),
        "mmfusion.nn.macs.analytic_macs",
        {"cost_from": "lecture"},
    ),
    Item(
        "three",
        "attention",
        marked("Three modalities: text, picture, sound"),
        "words",
        Number("asked-objects/bottleneck-mid :: accuracy"),
        marked("answers to sentences about clips"),
        "mmfusion.tasks.asked.token_counts",
        {"sounds_of": "bottleneck-mid"},
    ),
)
