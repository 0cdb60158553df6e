"""Co-learning: what is said, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping

from mmfusion.language import marked
from mmfusion.ui.map.claims.claim import Claim, one

_PAIRING = "course/table :: pairing :: CCA"
_OWN = marked("its own before another of its kind")
_ADDED = "inside/sounding-objects/bottleneck-mid-contributions :: emap"

COLEARNING: Mapping[str, tuple[Claim, ...]] = {
    marked("co-learning"): (
        Claim(
            "definition",
            marked(
                "What is learned with several modalities is carried to a task that has fewer: "
                "another modality is there in training and gone in use."
            ),
            marked(
                "Pictures that came with names, at five labels a class; pairs that were shuffled help nobody."
            ),
            (
                one(
                    "transfer/emoji :: figures :: names :: gain :: 2",
                    marked("with names"),
                    "gain",
                ),
                one("transfer/emoji :: figures :: shuffled :: gain :: 2", "shuffled", "gain"),
            ),
            "transfer",
            {"transfer_at": "5"},
        ),
        Claim(
            "for",
            marked("It helps a modality by data from outside, above all where labels are few."),
            marked("What names add at one label a class, and where every item has its label."),
            (
                one(
                    "transfer/emoji :: figures :: names :: gain :: 0",
                    marked("one label"),
                    "gain",
                ),
                one(
                    "transfer/emoji :: figures :: names :: gain :: 6",
                    marked("all labels"),
                    "gain",
                ),
            ),
            "transfer",
            {"transfer_at": "1"},
        ),
        Claim(
            "for",
            marked("A joint space serves other tasks as well."),
            marked("A hundred kinds by their names alone, of which the first five are looked at."),
            (
                one(
                    "names/table :: names :: like a class name :: top5",
                    marked("names like one that was seen"),
                ),
            ),
            "names",
        ),
    ),
    marked("joint space"): (
        Claim(
            "definition",
            marked(
                "Features of each modality are mapped into one space, in which what belongs "
                "together lies close and all else apart."
            ),
            marked("Names that find their picture among the first ten of some 360."),
            tuple(
                one(
                    f"pairs/table :: words :: minilm :: methods :: {way} :: figures :: R@10, name to picture",
                    way,
                )
                for way in ("ridge", "CCA", "InfoNCE", "margin", "unaligned")
            ),
            "joint",
        ),
        Claim(
            "for",
            marked("The spaces support reasoning from one modality to another."),
            marked(
                "A clip's own sound comes before another of its kind where CCA learned from true "
                "pairs; where pairs only shared the kind, it does not."
            ),
            (
                one(f"{_PAIRING} :: true pairs :: {_OWN}", marked("true pairs")),
                one(f"{_PAIRING} :: pairs of one kind :: {_OWN}", marked("pairs of one kind")),
            ),
            "home",
            {"home_course": "true"},
        ),
        Claim(
            "against",
            marked("It keeps what modalities share; what one of them tells alone is lost."),
            marked(
                "What stands on the left, told by the picture alone: read from the space, and from "
                "a kernel of the same features."
            ),
            (
                one("course/table :: rows :: CCA, sum :: left", marked("CCA")),
                one("course/table :: rows :: kernels, sum :: left", marked("kernels")),
            ),
            "home",
            {"home_course": "true"},
        ),
    ),
    marked("enrichment"): (
        Claim(
            "definition",
            marked(
                "The representation of one modality is made richer by another one that is there in training."
            ),
            marked(
                "Names beside pictures in training, or an autoencoder of pictures alone; five labels a class."
            ),
            (
                one("transfer/emoji :: figures :: names :: gain :: 2", "names", "gain"),
                one(
                    "transfer/emoji :: figures :: autoencoder :: gain :: 2",
                    "autoencoder",
                    "gain",
                ),
            ),
            "transfer",
            {"transfer_at": "5"},
        ),
        Claim(
            "for",
            marked("What was learned with pictures serves text alone."),
            marked(
                "Not here: captions that met their photograph do no better than captions of one "
                "photograph that met each other, and hardly better than captions that met any "
                "photograph; five labels a topic."
            ),
            tuple(
                one(
                    f"vokens/table :: joint :: difference :: photographs − {other} :: 2",
                    words,
                    "gain",
                )
                for other, words in (
                    ("siblings", marked("over captions")),
                    ("dealt", marked("over any photograph")),
                )
            ),
            "vokens",
        ),
        Claim(
            "for",
            marked("Structure from elsewhere says something of classes that no picture was labelled with."),
            marked(
                "Unseen and seen classes, harmonic mean: a graph of names, hypernyms written out "
                "in words, names alone, and a graph whose nodes were shuffled. Words do as well as "
                "the graph."
            ),
            tuple(
                one(f"graph/table :: arms :: {arm} :: harmonic mean", words)
                for arm, words in (
                    ("graph", "graph"),
                    ("hypernyms", marked("hypernyms in words")),
                    ("name", "names"),
                    ("shuffled", "shuffled"),
                )
            ),
            "graph",
        ),
        Claim(
            "against",
            marked("A network trained on both can do well without using how they relate."),
            marked(
                "What is lost if modalities may only be added: nothing on the kind, most on which one sounds."
            ),
            tuple(
                one(
                    f"{_ADDED} :: {question} :: gap, own pair left out",
                    words,
                    "gain",
                )
                for question, words in (("kind", "kind"), ("side", marked("which one sounds")))
            ),
            "attribution",
        ),
        Claim(
            "against",
            marked("What was learned of their interaction is hard to see."),
            marked(
                "It can be measured as bits of synergy: by construction log₂ 3 on which one "
                "sounds, nothing on the kind."
            ),
            tuple(
                one(
                    f"inside/sounding-objects/information :: questions :: {question} :: broja :: synergistic",
                    words,
                    "bits",
                )
                for question, words in (("side", marked("which one sounds")), ("kind", "kind"))
            ),
            "attribution",
        ),
        Claim(
            "against",
            marked("Missing data are a difficulty of its own."),
            marked("Leaving a modality out at random in training gained nothing for the one that stays."),
            (
                one(
                    "transfer/emoji-networks :: figures :: dropout :: gain :: 1",
                    "dropout",
                    "gain",
                ),
                one(
                    "transfer/emoji-networks :: figures :: distilled :: gain :: 1",
                    "distilled",
                    "gain",
                ),
            ),
            "transfer",
            {"transfer_way": "extra", "transfer_at": "5"},
        ),
    ),
    marked("hallucination"): (
        Claim(
            "definition",
            marked(
                "A modality is produced from another, so that the space between must hold what both need."
            ),
            marked("Voices made from pictures of digits, heard as the right one."),
            (
                one("digits/vae-mixture :: test :: visual to audio", marked("VAE")),
                one(
                    "digits/vae-mixture :: test :: visual to audio, nearest",
                    marked("nearest neighbour's partner"),
                ),
            ),
            "joint",
            {"joint_experts": "mixture"},
        ),
        Claim(
            "for",
            marked(
                "A loss on the input itself is simple to state, and what the space holds can be looked at."
            ),
            marked("Pictures made from voices; walk through the latent space on the page."),
            (
                one("digits/vae-mixture :: test :: audio to visual", marked("VAE")),
                one(
                    "digits/vae-mixture :: test :: audio to visual, nearest",
                    marked("nearest neighbour's partner"),
                ),
            ),
            "joint",
            {"joint_experts": "mixture"},
        ),
        Claim(
            "for",
            marked("A picture can add to a word what words leave out."),
            marked(
                "The colour of a thing at two labels a class; topics of captions at five, where "
                "codes without any picture do better."
            ),
            (
                one(
                    "vokens/table :: colour :: minilm :: difference :: colours − codes :: 1",
                    "colour",
                    "gain",
                ),
                one(
                    "vokens/table :: topics :: difference :: vokens − codes :: 2",
                    "topics",
                    "gain",
                ),
            ),
            "vokens",
        ),
        Claim(
            "against",
            marked("Where a modality has many dimensions, making it takes many examples."),
            marked(
                "Names that find their picture, R@10: a hundred pairs do for a deep feature what "
                "all of them do for raw pixels."
            ),
            (
                one(
                    "imagine/table :: pairs :: name to picture :: R@10 :: deep feature :: 2",
                    marked("a hundred pairs"),
                ),
                one(
                    "imagine/table :: pairs :: name to picture :: R@10 :: raw pixels :: 4",
                    marked("pixels, all pairs"),
                ),
            ),
            "imagine",
        ),
        Claim(
            "against",
            marked("What is imagined can be wrong without a sign of it."),
            marked(
                "Pictures made from voices: wrong among all, and among the tenth of which the "
                "network is surest."
            ),
            (
                one("imagine/table :: digits :: mixture :: audio to visual :: wrong", marked("of all")),
                one(
                    "imagine/table :: digits :: mixture :: audio to visual :: surest tenth wrong",
                    marked("of the surest tenth"),
                ),
            ),
            "imagine",
            {"imagine_way": "audio", "imagine_experts": "mixture"},
        ),
        Claim(
            "against",
            marked("It can learn correspondences that are not there."),
            marked(
                "A hallucinated modality against one hallucinated from shuffled pairs, five labels a class."
            ),
            (
                one(
                    "transfer/emoji-networks :: figures :: hallucination :: gain :: 1",
                    "hallucinated",
                    "gain",
                ),
                one(
                    "transfer/emoji-networks :: figures :: hallucination shuffled :: gain :: 1",
                    "shuffled",
                    "gain",
                ),
            ),
            "transfer",
            {"transfer_way": "extra", "transfer_at": "5"},
        ),
    ),
}
