"""Co-learning: its three categories, which are interactions, joint spaces and transfer to one modality."""

from __future__ import annotations

from mmfusion.ui.map.entry import Drawn, Item, Number

_NAMES = "pairs/table :: words :: minilm :: methods"
_R10 = "R@10, name to picture"
_GAINS = "transfer/emoji :: figures"
_NETWORKS = "transfer/emoji-networks :: figures"

COLEARNING = (
    Item(
        "why-colearn",
        "interactions",
        "Why co-learn: help where labels are few",
        "transfer",
        Number(f"{_GAINS} :: names :: gain :: 0", "gain"),
        "with names, one label a class",
        "mmfusion.colearning.choose_encoder",
        {"transfer_at": "1"},
    ),
    Item(
        "co-early",
        "interactions",
        "Early: text and picture as one sequence",
        "words",
        Number("scenes/early :: accuracy"),
        "question, picture",
        "mmfusion.nn.spec.FusionSpec",
        drawn=Drawn(
            "Early",
            "The words of a question and the patches of a picture in one sequence; accuracy over all "
            "questions. The same idea as early fusion of picture and sound.",
            ("early",),
        ),
    ),
    Item(
        "co-late",
        "interactions",
        "Late: text and picture apart",
        "words",
        Number("scenes/late :: accuracy"),
        "question, picture",
        "mmfusion.measure.aggregation.aggregate",
        drawn=Drawn(
            "Late",
            "A network of the question and a network of the picture, their logits averaged: neither can use "
            "what the other has read. Accuracy over all questions.",
            ("late",),
        ),
    ),
    Item(
        "co-cross",
        "interactions",
        "Cross-attention: text asks picture",
        "words",
        Number("scenes/cross :: where, seen"),
        "where is it?",
        "mmfusion.nn.block.Asking",
        {"words_of": "cross"},
        Drawn(
            "Cross-attention",
            "Each word of the question asks the patches of the picture. Accuracy on questions about where "
            "something is.",
            ("cross-attention",),
        ),
    ),
    Item(
        "contrastive",
        "joint",
        "Multimodal embeddings, as CLIP’s",
        "joint",
        Number(f"{_NAMES} :: InfoNCE :: figures :: {_R10}"),
        "InfoNCE, R@10",
        "mmfusion.colearning.InfoNCE",
        {"joint_method": "infonce"},
        Drawn(
            "Contrastive",
            "Two maps into one space, trained so that a name is nearer to its own picture than to the others "
            "of the batch. Share of names whose picture is among the first ten.",
            ("cca", "zero-shot"),
        ),
    ),
    Item(
        "latent",
        "joint",
        "Shared latent space: a multimodal VAE",
        "joint",
        Number("digits/vae-mixture :: test :: visual to audio"),
        "voice from picture",
        "mmfusion.colearning.MultimodalVAE",
        {"joint_experts": "mixture"},
        Drawn(
            "Shared latent",
            "Written and spoken digits in one latent space; a picture is decoded into a voice. Share of "
            "voices that a classifier hears as the digit written.",
            ("imagined",),
        ),
    ),
    Item(
        "cca",
        "joint",
        "Canonical correlation analysis",
        "joint",
        Number(f"{_NAMES} :: CCA :: figures :: {_R10}"),
        "CCA, R@10",
        "mmfusion.colearning.CCA",
        {"joint_method": "cca"},
        Drawn(
            "CCA",
            "The directions of both modalities that vary together, in closed form. Share of names whose "
            "picture is among the first ten.",
            ("contrastive",),
        ),
    ),
    Item(
        "aligned",
        "joint",
        "Related elements lie close together",
        "joint",
        Number(f"{_NAMES} :: InfoNCE :: figures :: gap"),
        "gap between the means",
        "mmfusion.measure.geometry.gap",
    ),
    Item(
        "features",
        "joint",
        "Features of each modality first",
        "joint",
        Number(f"{_NAMES} :: unaligned :: figures :: {_R10}"),
        "R@10, not aligned: chance",
        "mmfusion.colearning.Unaligned",
    ),
    Item(
        "projection",
        "joint",
        "Projection into the joint space",
        "joint",
        Number(f"{_NAMES} :: ridge :: figures :: {_R10}"),
        "R@10, by ridge regression",
        "mmfusion.colearning.Ridge",
    ),
    Item(
        "margin",
        "joint",
        "Contrastive loss with a margin",
        "joint",
        Number(f"{_NAMES} :: margin :: figures :: {_R10}"),
        "R@10, margin loss",
        "mmfusion.colearning.losses.margin_loss",
        {"joint_method": "margin"},
    ),
    Item(
        "optimised",
        "joint",
        "Optimising the joint space",
        "joint",
        Number(f"{_NAMES} :: InfoNCE, to the last step :: figures :: {_R10}"),
        "R@10, trained to the last step",
        "mmfusion.colearning.InfoNCE",
        {"joint_method": "infonce", "joint_step": "10"},
    ),
    Item(
        "zero-shot",
        "transfer",
        "Zero-shot learning",
        "names",
        Number("names/table :: generalised :: calibrated, harmonic mean"),
        "seen and unseen",
        "mmfusion.colearning.convex_combination",
        drawn=Drawn(
            "Zero-shot",
            "A picture is classified by names that no labelled picture went with. Harmonic mean of accuracy "
            "on classes that the backbone has seen and has not, γ chosen on validation.",
            ("graph", "contrastive"),
        ),
    ),
    Item(
        "pretraining",
        "transfer",
        "Pretraining on pairs, fine-tuning on one modality",
        "transfer",
        Number(f"{_GAINS} :: names :: gain :: 2", "gain"),
        "at 5 labels a class",
        "mmfusion.colearning.choose_encoder",
        {"transfer_way": "pretraining", "transfer_at": "5"},
        Drawn(
            "Pretraining",
            "Pictures came with names and without labels; the names are gone when labels come. What they "
            "add to the accuracy of the picture alone, at five labels a class.",
            ("video-text",),
        ),
    ),
    Item(
        "knowledge",
        "transfer",
        "Knowledge transfer",
        "transfer",
        Number(f"{_NETWORKS} :: distilled :: gain :: 1", "gain"),
        "distilled, 5 labels",
        "mmfusion.colearning.distillation_loss",
        {"transfer_way": "distillation", "transfer_at": "5"},
        Drawn(
            "Knowledge transfer",
            "A teacher that reads pictures and names trains a student that sees pictures alone. Gain at five "
            "labels a class; a teacher without names adds nothing.",
            ("pretraining",),
        ),
    ),
)
