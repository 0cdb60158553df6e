"""The page of imagined modalities: names of pictures, colours of names, sounds of digits, and real ones."""

from mmfusion.ui.shell.state import declare

declare(
    "imagine",
    imagine_item="",  # number of the held-out emoji, from 0
    imagine_say="",  # a name that is typed instead
    imagine_words="",  # what reads the names: glove; MiniLM if empty
    imagine_all="",  # "1": names of training are candidates too
    imagine_csls="",  # "1": hubs are corrected
    imagine_way="",  # which digits are given: audio; pictures if empty
    imagine_experts="",  # mixture; product if empty
    imagine_digit="",  # number of the picture or voice, from 0
    imagine_seen="",  # "1": the number is uncovered
    imagine_guess="",  # what one thought, %
)
