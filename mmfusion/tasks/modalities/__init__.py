"""True modalities as families of kernels: name and picture of an emoji, sound and picture of an event.

Unlike colour, texture and shape of one photograph, these reach us by different ways. A set of items has one
or two families of distances, each d(x, z) turned into the kernel exp(−d / mean of the training distances), as
for the flowers.
"""
