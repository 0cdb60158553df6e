"""The page of the graph of names: classes without a picture, told by what WordNet says that they are."""

from mmfusion.ui.shell.state import declare

declare(
    "graph",
    graph_draw="",  # which fifteen classes have no picture: the number of the draw, from 1
    graph_class="",  # the class in view
    graph_picture="",  # which of its test pictures, from 1
    graph_cut="",  # edges that are cut: synsets, child and parent with a hyphen, full stops between
    graph_add="",  # edges that are added
    graph_senses="",  # classes whose sense is switched: sea_horse-2, full stops between
    graph_seen="",  # "1": the number is uncovered
    graph_guess="",  # what one thought before
)
