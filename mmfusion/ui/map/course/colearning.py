"""Co-learning: three categories, joint spaces, enrichment, hallucination, retrieval, and whom to believe."""

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
    Item(
        "enriched",
        "enrichment",
        "A representation made richer in training",
        "transfer",
        Number(f"{_GAINS} :: names :: gain :: 2", "gain", less=f"{_GAINS} :: autoencoder :: gain :: 2"),
        "names over an autoencoder of pictures",
        "mmfusion.colearning.denoising_autoencoder",
        {"transfer_way": "pretraining", "transfer_at": "5"},
    ),
    Item(
        "video-text",
        "enrichment",
        "Joint training for text alone",
        "vokens",
        Number("vokens/table :: joint :: difference :: photographs − siblings :: 2", "gain"),
        "over captions of one photograph, 5 labels",
        "mmfusion.colearning.InfoNCE",
        drawn=Drawn(
            "Video to text",
            "Captions trained together with their photographs, then text alone; against captions of one "
            "photograph taken as positives.",
            ("pretraining",),
            words="over captions",
        ),
    ),
    Item(
        "graph",
        "enrichment",
        "Classification with a knowledge graph",
        "graph",
        Number("graph/table :: differences :: 2 :: top-1", "gain"),
        "the graph over the name alone, unseen kinds",
        "mmfusion.colearning.ancestor_vectors",
        drawn=Drawn(
            "Graph of names",
            "A class without pictures is described by its ancestors in WordNet. Gain over its name alone; "
            "the name written out with its hypernyms gains as much.",
            ("zero-shot",),
            words="over the name",
        ),
    ),
    Item(
        "hallucinated",
        "hallucination",
        "A lost modality, hallucinated in training",
        "transfer",
        Number(f"{_NETWORKS} :: hallucination :: gain :: 1", "gain"),
        "over the picture alone, 5 labels",
        "mmfusion.colearning.Hallucination",
        {"transfer_way": "extra", "transfer_at": "5"},
    ),
    Item(
        "graph-in-words",
        "enrichment",
        "The same hypernyms, written out in words",
        "graph",
        Number("graph/table :: differences :: 0 :: top-1", "gain"),
        "the graph over hypernyms in words",
        "mmfusion.colearning.enrichment.prototypes.predicted",
    ),
    Item(
        "vokens",
        "hallucination",
        "Vokenization",
        "vokens",
        Number("vokens/table :: topics :: difference :: vokens − codes :: 2", "gain"),
        "over codes without pictures, 5 labels",
        "mmfusion.colearning.vokens.Matching",
        drawn=Drawn(
            "Vokenization",
            "Each word is given a picture, and the pictures are predicted beside the words; against codes "
            "of the same input that never saw a picture.",
            ("video-text",),
            words="over codes",
        ),
    ),
    Item(
        "semantic",
        "hallucination",
        "Picture into a space of words",
        "imagine",
        Number("imagine/table :: names :: minilm :: methods :: ridge :: figures :: R@1, all names"),
        "all names, R@1",
        "mmfusion.colearning.Ridge",
        {"imagine_all": "1"},
        drawn=Drawn(
            "Picture to word",
            "A picture is projected among the vectors of names and takes the nearest. Share of pictures "
            "whose own name comes first.",
            ("zero-shot", "contrastive"),
        ),
    ),
    Item(
        "imagined",
        "hallucination",
        "A modality imagined from another",
        "imagine",
        Number("imagine/table :: colours :: minilm :: figures :: with imagined :: gain :: 1", "gain"),
        "over the name alone, 2 labels",
        "mmfusion.colearning.RidgePath",
        drawn=Drawn(
            "Imagined colour",
            "The colours of a thing are imagined from its name. What they add to the name alone, for "
            "its colour, at two labels a class; shuffled pairs add nothing.",
            ("latent",),
            words="over the name",
        ),
    ),
    Item(
        "imagined-sound",
        "hallucination",
        "A voice imagined from a picture, by a VAE",
        "imagine",
        Number("imagine/table :: digits :: mixture :: visual to audio :: gain", "gain"),
        "over the nearest neighbour's partner",
        "mmfusion.colearning.MultimodalVAE",
        {"imagine_experts": "mixture"},
    ),
    Item(
        "store",
        "retrieval",
        "Co-learning against retrieval (RAG)",
        "store",
        None,
        "flipped by one copy",
        "",
        drawn=Drawn(
            "Weights or store",
            "Knowledge in weights or in a store that is looked up. Share of answers that one wrong item "
            "among those stored turns, where similar items count more.",
            ("zero-shot",),
        ),
    ),
    Item(
        "draw",
        "believe",
        "Ambiguous input: whom to believe",
        "draw",
        Number("digits/late :: clean"),
        "written, spoken",
        "mmfusion.tasks.digits.believe",
        drawn=Drawn(
            "Draw it, say it",
            "A digit is written and spoken; each strategy weighs one against the other as the voice drowns. "
            "Accuracy of late fusion on clean pairs, speakers that no training heard.",
            ("late",),
        ),
    ),
    Item(
        "attribution",
        "believe",
        "What an answer rests on",
        "attribution",
        Number(
            "inside/sounding-objects/bottleneck-mid-attributions :: methods :: relevance :: insertion "
            "against random",
            "gain",
        ),
        "logit, random order",
        "mmfusion.explain.token_map",
        drawn=Drawn(
            "Attribution",
            "Maps of what mattered, each against random orders and another clip’s map. Mean logit gained "
            "over a random order when tokens come back in the order of <i>relevance</i>.",
            words="logit gained",
        ),
    ),
    Item(
        "information",
        "believe",
        "Redundant, unique, synergistic",
        "attribution",
        Number("inside/sounding-objects/information :: questions :: side :: broja :: synergistic", "bits"),
        "bits of synergy",
        "mmfusion.measure.information.broja",
        drawn=Drawn(
            "Information",
            "What picture and sound tell of an answer, split into what both know, what one knows, and what "
            "only both together know. Measured on <i>which one sounds</i>; by construction log₂ 3.",
            ("late",),
        ),
    ),
)
