"""Kernel-based fusion, and multiple kernel learning."""

from __future__ import annotations

from mmfusion.ui.map.entry import Drawn, Item, Number

_FLOWERS = "flowers/table :: accuracy"

KERNELS = (
    Item(
        "kernel-functions",
        "kernels",
        "A kernel for each modality",
        "kernels",
        Number(f"{_FLOWERS} :: hand-made :: best single"),
        "best single kernel, flowers",
        "mmfusion.kernels.KernelUnion",
    ),
    Item(
        "sum",
        "kernels",
        "Composite kernel: a weighted sum",
        "kernels",
        Number(f"{_FLOWERS} :: hand-made :: average"),
        "flowers, equal weights",
        "mmfusion.kernels.weighted_sum",
        {"kernel_at": "7 7 6"},
        Drawn(
            "Sum of kernels",
            "A sum of kernels, weights at least 0, is the kernel of the features put side by side, each "
            "scaled by the root of its weight: early fusion of features. Accuracy on seventeen flowers.",
            ("early",),
            words="equal weights",
        ),
    ),
    Item(
        "gram",
        "kernels",
        "The fused kernel matrix",
        "kernels",
        Number(f"{_FLOWERS} :: hand-made :: product"),
        "flowers, kernels multiplied",
        "mmfusion.kernels.product",
    ),
    Item(
        "weights",
        "kernels",
        "Weights learned from data",
        "kernels",
        Number("flowers/table :: against average :: hand-made :: alignf", "gain"),
        "over equal weights",
        "mmfusion.kernels.alignf",
        drawn=Drawn(
            "Learned weights",
            "Weights that align the sum best with the labels, against equal weights on the same splits. "
            "Among kernels that are all of use they gain nothing; once some are noise, they gain much.",
            ("sparse",),
            words="over equal",
        ),
    ),
    Item(
        "shrinkage",
        "kernels",
        "The penalty λ‖α‖² on the weights",
        "mkl",
        Number("flowers/triangle :: marks :: L2 :: mean"),
        "three kernels, p = 2",
        "mmfusion.kernels.KernelRidgeFusion",
    ),
    Item(
        "risk",
        "kernels",
        "Empirical risk over the combined features",
        "mkl",
        Number("modalities/emoji :: accuracy :: both :: average"),
        "emoji, picture and name",
        "mmfusion.kernels.concatenated_features",
    ),
    Item(
        "heterogeneous",
        "kernels",
        "Sources of different kinds under one kernel",
        "kernels",
        Number(
            "modalities/emoji :: accuracy :: both :: L1",
            "gain",
            less="modalities/emoji :: accuracy :: name :: L1",
        ),
        "picture added to the name",
        "mmfusion.kernels.UniformMKL",
    ),
    Item(
        "p-norm",
        "kernels",
        "p-norm: smooth weights",
        "mkl",
        Number("flowers/table :: against average :: with noise :: L2", "gain"),
        "over equal weights, noise added, p = 2",
        "mmfusion.kernels.MKLClassifier",
        {"mkl_at": "2"},
        Drawn(
            "<i>p</i>-norm",
            "‖β‖<sub>p</sub> ≤ 1 with p > 1 keeps every kernel: none of the weights becomes 0, those of "
            "noise neither. Gain over equal weights on flowers, twenty noise kernels among them.",
            ("sparse",),
            words="noise added",
        ),
    ),
    Item(
        "framework",
        "mkl",
        "What multiple kernel learning is",
        "mkl",
        Number("flowers/table :: accuracy :: with deep :: L1"),
        "flowers, nine kernels",
        "mmfusion.kernels.MKLClassifier",
    ),
    Item(
        "binary",
        "mkl",
        "Binary classification: margin and hinge",
        "mkl",
        Number("flowers/table :: against average :: with deep :: L1", "gain"),
        "over equal weights, nine kernels",
        "mmfusion.kernels.svm.solve_svm",
    ),
    Item(
        "saddle",
        "mkl",
        "A minimum over weights of a maximum over duals",
        "mkl",
        Number("flowers/table :: accuracy :: hand-made :: L4"),
        "flowers, p = 4",
        "mmfusion.kernels.problem.Solution",
        {"mkl_at": "4"},
    ),
    Item(
        "sparse",
        "mkl",
        "L1: few kernels are kept",
        "mkl",
        Number("flowers/table :: against average :: with noise :: L1", "gain"),
        "over equal weights, noise added",
        "mmfusion.kernels.MKLClassifier",
        {"mkl_at": "1"},
        Drawn(
            "Sparse, <i>p</i> = 1",
            "Weights that sum to 1: most become 0, those of noise first. Gain over equal weights "
            "on flowers, twenty noise kernels among them.",
            ("weights", "p-norm"),
            words="noise added",
        ),
    ),
    Item(
        "smo",
        "mkl",
        "SMO: two duals at a time",
        "mkl",
        Number(f"{_FLOWERS} :: hand-made :: L4/3"),
        "flowers, p = 4/3",
        "mmfusion.kernels.smo_mkl.solve_smo",
        {"mkl_at": "4/3"},
        Drawn(
            "SMO",
            "Two duals move at a time; the weights follow in closed form. It needs p > 1. Accuracy on "
            "flowers with p = 4/3; the page shows the gap between primal and dual.",
            words="p = 4/3",
        ),
    ),
    Item(
        "cutting-planes",
        "mkl",
        "Cutting planes, for p = 1",
        "mkl",
        Number(f"{_FLOWERS} :: hand-made :: L1"),
        "flowers, p = 1",
        "mmfusion.kernels.level.solve_level",
        {"mkl_at": "1"},
        Drawn(
            "Cutting planes",
            "Every solved SVM gives a straight line below the objective; the next weights are sought "
            "where these lines leave room. It solves p = 1, where SMO cannot.",
            words="p = 1",
        ),
    ),
    Item(
        "recognition",
        "mkl",
        "Visual object recognition: colour, texture, shape",
        "kernels",
        Number(
            "modalities/caltech :: accuracy :: picture, hand-made :: L1",
            "gain",
            less="modalities/caltech :: accuracy :: picture, hand-made :: best single",
        ),
        "over the best single, 101 kinds",
        "mmfusion.kernels.MKLClassifier",
    ),
)
