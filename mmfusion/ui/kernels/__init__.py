"""The page of kernel fusion: three kernels, one weight each."""

from mmfusion.ui.shell.state import declare

declare(
    "kernels",
    kernel_at="",  # weights of colour, texture and shape, in twentieths: 7 6 7
    kernel_twice="",  # the kernel that is there twice
    kernel_picture="",  # number of the test picture, from 0
    kernel_seen="",  # "1": the share of the triangle is uncovered
    kernel_guess="",  # what one thought before, %
)
