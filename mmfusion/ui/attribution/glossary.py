"""Words and symbols of the page of attribution."""

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("map"),
        marked(
            "A score for each token: positive is evidence for the answer, negative is evidence against it."
        ),
        "(n,)",
        "mmfusion.explain.token_map",
    ),
    Term(
        marked("deletion area"),
        marked(
            "The mean probability of the answer while tokens of the picture are removed, "
            "highest score first: the lower, the better the map."
        ),
        function="mmfusion.explain.areas",
    ),
    Term(
        marked("insertion area"),
        marked(
            "The mean probability of the answer while tokens are inserted into an empty "
            "picture, highest score first: the higher, the better the map."
        ),
        function="mmfusion.explain.areas",
    ),
    Term(
        marked("random orders"),
        marked("The control for both areas: tokens are removed and inserted in 20 orders that know nothing."),
        function="mmfusion.explain.in_random_orders",
    ),
    Term(
        "IG, F, x, x′",
        marked(
            "Integrated gradients: gradients of the score F, summed along the straight path "
            "from a baseline x′ to the clip x."
        ),
        function="mmfusion.explain.path_integral",
    ),
    Term(
        marked("baseline"),
        marked("An input without evidence: a blurred clip, the mean of clips, or black pixels and silence."),
    ),
    Term(
        marked("gap of completeness"),
        marked("How far the scores of a map are from summing to F(x) − F(x′), in % of that difference."),
    ),
    Term(
        marked("Removal"), marked("The score without one token, subtracted from the score with all of them.")
    ),
    Term(
        marked("Occlusion"),
        marked("The same for windows of neighbouring tokens; a token's score is its mean over windows."),
        function="mmfusion.explain.token_occlusion",
    ),
    Term(
        marked("Shapley value"),
        marked(
            "What a player adds to the score, as a mean over all orders in which the players "
            "can come: of groups of tokens by sampling, of modalities exactly."
        ),
        function="mmfusion.explain.shapley_sampling",
    ),
    Term(
        marked("Relevance"),
        marked("Attention weights times their gradients, carried from layer to layer; positive only."),
    ),
    Term(
        marked("Rollout"),
        marked("The product of the attention matrices of all layers; it does not depend on the answer."),
    ),
    Term(
        marked("coalition, v"),
        marked("A set of modalities that the network is given, and the probability of the answer with it."),
    ),
    Term(
        marked("redundant, unique, synergistic"),
        marked("Information in each modality by itself, in one alone, and only in both together, in bits."),
    ),
    Term(
        marked("infidelity"),
        marked("The error with which a map predicts how removed groups of tokens change the score, 0 to 1."),
    ),
    Term(
        marked("sensitivity"),
        marked("How much a map changes, relative to itself, when the clip changes very little."),
    ),
)
