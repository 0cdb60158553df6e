"""The page of words and pictures: which words look where, and what word labels change."""

from mmfusion.ui.shell.state import declare

declare(
    "words",
    words_scene="",  # the scene as tasks/scenes/as_text.py writes it; that of the opening if empty
    words_say="",  # the sentence
    words_look="",  # word.layer.head.view
    words_about="",  # the answer that a signed map is of
    words_number="",  # of the scene that was drawn last, in the sidebar
)
declare(
    "words",
    words_seen="",  # "1": what word labels change is uncovered
    words_guess="",  # what one thought before
)
