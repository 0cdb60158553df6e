"""Co-learning: its three categories, which are interactions, joint spaces and transfer to one modality."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.map.entry import Drawn, Item, Number

_NAMES = "pairs/table :: words :: minilm :: methods"
_R10 = marked("R@10, name to picture")
_GAINS = "transfer/emoji :: figures"
_NETWORKS = "transfer/emoji-networks :: figures"

COLEARNING = (
    Item(
        "why-colearn",
        "interactions",
        marked("Why co-learn: help where labels are few"),
        "transfer",
        Number(f"{_GAINS} :: names :: gain :: 0", "gain"),
        marked("with names, one label a class"),
        "mmfusion.colearning.choose_encoder",
        {"transfer_at": "1"},
    ),
    Item(
        "co-early",
        "interactions",
        marked("Early: text and picture as one sequence"),
        "words",
        Number("scenes/early :: accuracy"),
        marked("question, picture"),
        "mmfusion.nn.spec.FusionSpec",
        drawn=Drawn(
            marked("Early"),
            marked(
                "The words of a question and the patches of a picture in one sequence; accuracy over all "
                "questions. The same idea as early fusion of picture and sound."
            ),
            ("early",),
        ),
    ),
    Item(
        "co-late",
        "interactions",
        marked("Late: text and picture apart"),
        "words",
        Number("scenes/late :: accuracy"),
        marked("question, picture"),
        "mmfusion.measure.aggregation.aggregate",
        drawn=Drawn(
            marked("Late"),
            marked(
                "A network of the question and a network of the picture, their logits averaged: "
                "neither can use what the other has read. Accuracy over all questions."
            ),
            ("late",),
        ),
    ),
    Item(
        "co-cross",
        "interactions",
        marked("Cross-attention: text asks picture"),
        "words",
        Number("scenes/cross :: where, seen"),
        marked("where is it?"),
        "mmfusion.nn.block.Asking",
        {"words_of": "cross"},
        Drawn(
            marked("Cross-attention"),
            marked(
                "Each word of the question asks the patches of the picture. Accuracy on questions "
                "about where something is."
            ),
            ("cross-attention",),
        ),
    ),
    Item(
        "contrastive",
        "joint",
        marked("Multimodal embeddings, as CLIP’s"),
        "joint",
        Number(f"{_NAMES} :: InfoNCE :: figures :: {_R10}"),
        marked("InfoNCE, R@10"),
        "mmfusion.colearning.InfoNCE",
        {"joint_method": "infonce"},
        Drawn(
            marked("Contrastive"),
            marked(
                "Two maps into one space, trained so that a name is nearer to its own picture than "
                "to the others of the batch. Share of names whose picture is among the first ten."
            ),
            ("cca", "zero-shot"),
        ),
    ),
    Item(
        "latent",
        "joint",
        marked("Shared latent space: a multimodal VAE"),
        "joint",
        Number("digits/vae-mixture :: test :: visual to audio"),
        marked("voice from picture"),
        "mmfusion.colearning.MultimodalVAE",
        {"joint_experts": "mixture"},
        Drawn(
            marked("Shared latent"),
            marked(
                "Written and spoken digits in one latent space; a picture is decoded into a voice. "
                "Share of voices that a classifier hears as the digit written."
            ),
            ("imagined",),
        ),
    ),
    Item(
        "cca",
        "joint",
        marked("Canonical correlation analysis"),
        "joint",
        Number(f"{_NAMES} :: CCA :: figures :: {_R10}"),
        marked("CCA, R@10"),
        "mmfusion.colearning.CCA",
        {"joint_method": "cca"},
        Drawn(
            marked("CCA"),
            marked(
                "The directions of both modalities that vary together, in closed form. Share of "
                "names whose picture is among the first ten."
            ),
            ("contrastive",),
        ),
    ),
    Item(
        "aligned",
        "joint",
        marked("Related elements lie close together"),
        "joint",
        Number(f"{_NAMES} :: InfoNCE :: figures :: gap"),
        marked("gap between the means"),
        "mmfusion.measure.geometry.gap",
    ),
    Item(
        "features",
        "joint",
        marked("Features of each modality first"),
        "joint",
        Number(f"{_NAMES} :: unaligned :: figures :: {_R10}"),
        marked("R@10, not aligned: chance"),
        "mmfusion.colearning.Unaligned",
    ),
    Item(
        "projection",
        "joint",
        marked("Projection into the joint space"),
        "joint",
        Number(f"{_NAMES} :: ridge :: figures :: {_R10}"),
        marked("R@10, by ridge regression"),
        "mmfusion.colearning.Ridge",
    ),
    Item(
        "margin",
        "joint",
        marked("Contrastive loss with a margin"),
        "joint",
        Number(f"{_NAMES} :: margin :: figures :: {_R10}"),
        marked("R@10, margin loss"),
        "mmfusion.colearning.losses.margin_loss",
        {"joint_method": "margin"},
    ),
    Item(
        "optimised",
        "joint",
        marked("Optimising the joint space"),
        "joint",
        Number(f"{_NAMES} :: InfoNCE, to the last step :: figures :: {_R10}"),
        marked("R@10, trained to the last step"),
        "mmfusion.colearning.InfoNCE",
        {"joint_method": "infonce", "joint_step": "10"},
    ),
    Item(
        "zero-shot",
        "transfer",
        marked("Zero-shot learning"),
        "names",
        Number("names/table :: generalised :: calibrated, harmonic mean"),
        marked("seen and unseen"),
        "mmfusion.colearning.convex_combination",
        drawn=Drawn(
            marked("Zero-shot"),
            marked(
                "A picture is classified by names that no labelled picture went with. Harmonic "
                "mean of accuracy on classes that the backbone has seen and has not, γ chosen on "
                "validation."
            ),
            ("graph", "contrastive"),
        ),
    ),
    Item(
        "pretraining",
        "transfer",
        marked("Pretraining on pairs, fine-tuning on one modality"),
        "transfer",
        Number(f"{_GAINS} :: names :: gain :: 2", "gain"),
        marked("at 5 labels a class"),
        "mmfusion.colearning.choose_encoder",
        {"transfer_way": "pretraining", "transfer_at": "5"},
        Drawn(
            marked("Pretraining"),
            marked(
                "Pictures came with names and without labels; the names are gone when labels come. "
                "What they add to the accuracy of the picture alone, at five labels a class."
            ),
            ("video-text",),
        ),
    ),
    Item(
        "knowledge",
        "transfer",
        marked("Knowledge transfer"),
        "transfer",
        Number(f"{_NETWORKS} :: distilled :: gain :: 1", "gain"),
        marked("distilled, 5 labels"),
        "mmfusion.colearning.distillation_loss",
        {"transfer_way": "distillation", "transfer_at": "5"},
        Drawn(
            marked("Knowledge transfer"),
            marked(
                "A teacher that reads pictures and names trains a student that sees pictures "
                "alone. Gain at five labels a class; a teacher without names adds nothing."
            ),
            ("pretraining",),
        ),
    ),
)
