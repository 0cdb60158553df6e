"""The page of vokens: a picture for every word, swapped under the finger, beside codes without pictures."""

from mmfusion.ui.shell.state import declare

declare(
    "vokens",
    vokens_say="",  # a sentence of one's own; the stored one that is chosen if empty
    vokens_seen="",  # "1": the number is uncovered
    vokens_guess="",  # what one thought before
    vokens_topic="",  # the topic in view, by its number
    vokens_at="",  # the word in view, from 0
    vokens_swap="",  # place.voken, commas between
)
