"""Co-learning, second half: enrichment, hallucination, retrieval, and whom to believe."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.map.entry import Drawn, Item, Number

_GAINS = "transfer/emoji :: figures"
_NETWORKS = "transfer/emoji-networks :: figures"

ENRICHMENT = (
    Item(
        "enriched",
        "enrichment",
        marked("A representation made richer in training"),
        "transfer",
        Number(f"{_GAINS} :: names :: gain :: 2", "gain", less=f"{_GAINS} :: autoencoder :: gain :: 2"),
        marked("names over an autoencoder of pictures"),
        "mmfusion.colearning.denoising_autoencoder",
        {"transfer_way": "pretraining", "transfer_at": "5"},
    ),
    Item(
        "video-text",
        "enrichment",
        marked("Joint training for text alone"),
        "vokens",
        Number("vokens/table :: joint :: difference :: photographs − siblings :: 3", "gain"),
        marked("over captions of one photograph, 10 labels"),
        "mmfusion.colearning.InfoNCE",
        drawn=Drawn(
            marked("Video to text"),
            marked(
                "Captions trained together with their photographs, then text alone; against "
                "captions of one photograph taken as positives."
            ),
            ("pretraining",),
            words=marked("over captions"),
        ),
    ),
    Item(
        "graph",
        "enrichment",
        marked("Classification with a knowledge graph"),
        "graph",
        Number("graph/table :: differences :: 2 :: top-1", "gain"),
        marked("the graph over the name alone, unseen kinds"),
        "mmfusion.colearning.ancestor_vectors",
        drawn=Drawn(
            marked("Graph of names"),
            marked(
                "A class without pictures is described by its ancestors in WordNet. Gain over its "
                "name alone; the name written out with its hypernyms gains as much."
            ),
            ("zero-shot",),
            words=marked("over the name"),
        ),
    ),
    Item(
        "hallucinated",
        "hallucination",
        marked("A lost modality, hallucinated in training"),
        "transfer",
        Number(f"{_NETWORKS} :: hallucination :: gain :: 1", "gain"),
        marked("over the picture alone, 5 labels"),
        "mmfusion.colearning.Hallucination",
        {"transfer_way": "extra", "transfer_at": "5"},
    ),
    Item(
        "graph-in-words",
        "enrichment",
        marked("The same hypernyms, written out in words"),
        "graph",
        Number("graph/table :: differences :: 0 :: top-1", "gain"),
        marked("the graph over hypernyms in words"),
        "mmfusion.colearning.enrichment.prototypes.predicted",
    ),
    Item(
        "vokens",
        "hallucination",
        "Vokenization",
        "vokens",
        Number("vokens/table :: topics :: difference :: vokens − codes :: 3", "gain"),
        marked("over codes without pictures, 10 labels"),
        "mmfusion.colearning.Matching",
        drawn=Drawn(
            marked("Vokenization"),
            marked(
                "Each word is given a picture, and the pictures are predicted beside the words; "
                "against codes of the same input that never saw a picture."
            ),
            ("video-text",),
            words=marked("over codes"),
        ),
    ),
    Item(
        "semantic",
        "hallucination",
        marked("Picture into a space of words"),
        "imagine",
        Number("imagine/table :: names :: minilm :: methods :: ridge :: figures :: R@1, all names"),
        marked("all names, R@1"),
        "mmfusion.colearning.Ridge",
        {"imagine_all": "1"},
        drawn=Drawn(
            marked("Picture to word"),
            marked(
                "A picture is projected among the vectors of names and takes the nearest. Share of "
                "pictures whose own name comes first."
            ),
            ("zero-shot", "contrastive"),
        ),
    ),
    Item(
        "imagined",
        "hallucination",
        marked("A modality imagined from another"),
        "imagine",
        Number("imagine/table :: colours :: minilm :: figures :: with imagined :: gain :: 1", "gain"),
        marked("over the name alone, 2 labels"),
        "mmfusion.colearning.RidgePath",
        drawn=Drawn(
            marked("Imagined colour"),
            marked(
                "The colours of a thing are imagined from its name. What they add to the name alone, for "
                "its colour, at two labels a class; shuffled pairs add nothing."
            ),
            ("latent",),
            words=marked("over the name"),
        ),
    ),
    Item(
        "imagined-sound",
        "hallucination",
        marked("A voice imagined from a picture, by a VAE"),
        "imagine",
        Number("imagine/table :: digits :: mixture :: visual to audio :: gain", "gain"),
        marked("over the nearest neighbour's partner"),
        "mmfusion.colearning.MultimodalVAE",
        {"imagine_experts": "mixture"},
    ),
    Item(
        "store",
        "retrieval",
        marked("Co-learning against retrieval (RAG)"),
        "store",
        Number("store/table :: figures :: stale :: store updated :: 1"),
        marked("classes that came late, store updated"),
        "mmfusion.colearning.neighbours.Store",
        drawn=Drawn(
            marked("Weights or store"),
            marked(
                "Knowledge in weights, or in a store that is looked up. Accuracy of an updated "
                "store on classes that came late; weights retrained with balanced classes reach "
                "more."
            ),
            ("zero-shot",),
            words=marked("new classes"),
        ),
    ),
    Item(
        "rag-fusion",
        "retrieval",
        marked("Both put sources together"),
        "store",
        Number("store/table :: differences :: sizes :: both - weights :: 4", "gain"),
        marked("weights with a store over weights alone"),
        "mmfusion.colearning.neighbours.Store",
    ),
    Item(
        "rag-knowledge",
        "retrieval",
        marked("Both take in knowledge from outside"),
        "store",
        Number("store/table :: differences :: stale :: store updated - retrained :: 1", "gain"),
        marked("updated store over weights retrained, late classes"),
        "mmfusion.colearning.neighbours.Store",
    ),
    Item(
        "rag-task",
        "retrieval",
        marked("Both help a task along"),
        "store",
        Number("store/table :: differences :: spread :: both - weights :: 2", "gain"),
        marked("with a store, where many names are wrong"),
        "mmfusion.colearning.neighbours.votes",
        {"store_vote": "majority"},
    ),
    Item(
        "rag-ambiguity",
        "retrieval",
        marked("Both help where input is incomplete"),
        "store",
        Number("store/table :: differences :: missing :: store - weights :: 1", "gain"),
        marked("store over weights, the name missing"),
        "mmfusion.colearning.neighbours.Store",
    ),
    Item(
        "draw",
        "believe",
        marked("Ambiguous input: whom to believe"),
        "draw",
        Number("digits/late :: clean"),
        marked("written, spoken"),
        "mmfusion.tasks.digits.believe",
        drawn=Drawn(
            marked("Draw it, say it"),
            marked(
                "A digit is written and spoken; each strategy weighs one against the other as the "
                "voice drowns. Accuracy of late fusion on clean pairs, speakers that no training "
                "heard."
            ),
            ("late",),
        ),
    ),
    Item(
        "attribution",
        "believe",
        marked("What an answer rests on"),
        "attribution",
        Number(
            "inside/sounding-objects/bottleneck-mid-attributions :: methods :: relevance :: insertion "
            "against random",
            "gain",
        ),
        marked("logit, random order"),
        "mmfusion.explain.token_map",
        drawn=Drawn(
            marked("Attribution"),
            marked(
                "Maps of what mattered, each against random orders and another clip’s map. Mean "
                "logit gained over a random order when tokens come back in the order of "
                "<i>relevance</i>."
            ),
            words=marked("logit gained"),
        ),
    ),
    Item(
        "information",
        "believe",
        marked("Redundant, unique, synergistic"),
        "attribution",
        Number("inside/sounding-objects/information :: questions :: side :: broja :: synergistic", "bits"),
        marked("bits of synergy"),
        "mmfusion.measure.information.broja",
        drawn=Drawn(
            marked("Information"),
            marked(
                "What picture and sound tell of an answer, split into what both know, what one "
                "knows, and what only both together know. Measured on <i>which one sounds</i>; by "
                "construction log₂ 3."
            ),
            ("late",),
        ),
    ),
)
