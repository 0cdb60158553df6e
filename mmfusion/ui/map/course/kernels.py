"""Kernel-based fusion, and multiple kernel learning."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.map.entry import Drawn, Item, Number

_FLOWERS = "flowers/table :: accuracy"

KERNELS = (
    Item(
        "kernel-functions",
        "kernels",
        marked("A kernel for each modality"),
        "kernels",
        Number(f"{_FLOWERS} :: hand-made :: best single"),
        marked("best single kernel, flowers"),
        "mmfusion.kernels.KernelUnion",
    ),
    Item(
        "sum",
        "kernels",
        marked("Composite kernel: a weighted sum"),
        "kernels",
        Number(f"{_FLOWERS} :: hand-made :: average"),
        marked("flowers, equal weights"),
        "mmfusion.kernels.weighted_sum",
        {"kernel_at": "7 7 6"},
        Drawn(
            marked("Sum of kernels"),
            marked(
                "A sum of kernels, weights at least 0, is the kernel of the features put side by "
                "side, each scaled by the root of its weight: early fusion of features. Accuracy "
                "on seventeen flowers."
            ),
            ("early",),
            words=marked("equal weights"),
        ),
    ),
    Item(
        "gram",
        "kernels",
        marked("The fused kernel matrix"),
        "kernels",
        Number(f"{_FLOWERS} :: hand-made :: product"),
        marked("flowers, kernels multiplied"),
        "mmfusion.kernels.product",
    ),
    Item(
        "weights",
        "kernels",
        marked("Weights learned from data"),
        "kernels",
        Number("flowers/table :: against average :: hand-made :: alignf", "gain"),
        marked("over equal weights"),
        "mmfusion.kernels.alignf",
        drawn=Drawn(
            marked("Learned weights"),
            marked(
                "Weights that align the sum best with the labels, against equal weights on the "
                "same splits. Among kernels that are all of use they gain nothing; once some are "
                "noise, they gain much."
            ),
            ("sparse",),
            words=marked("over equal"),
        ),
    ),
    Item(
        "shrinkage",
        "kernels",
        marked("The penalty λ‖α‖² on the weights"),
        "mkl",
        Number("flowers/triangle :: marks :: L2 :: mean"),
        marked("three kernels, p = 2"),
        "mmfusion.kernels.KernelRidgeFusion",
    ),
    Item(
        "risk",
        "kernels",
        marked("Empirical risk over the combined features"),
        "mkl",
        Number("modalities/emoji :: accuracy :: both :: average"),
        marked("emoji, picture and name"),
        "mmfusion.kernels.concatenated_features",
    ),
    Item(
        "heterogeneous",
        "kernels",
        marked("Sources of different kinds under one kernel"),
        "kernels",
        Number(
            "modalities/emoji :: accuracy :: both :: L1",
            "gain",
            less="modalities/emoji :: accuracy :: name :: L1",
        ),
        marked("picture added to the name"),
        "mmfusion.kernels.UniformMKL",
    ),
    Item(
        "p-norm",
        "kernels",
        marked("p-norm: smooth weights"),
        "mkl",
        Number("flowers/table :: against average :: with noise :: L2", "gain"),
        marked("over equal weights, noise added, p = 2"),
        "mmfusion.kernels.MKLClassifier",
        {"mkl_at": "2"},
        Drawn(
            marked("<i>p</i>-norm"),
            marked(
                "‖β‖<sub>p</sub> ≤ 1 with p > 1 keeps every kernel: none of the weights becomes 0, "
                "those of noise neither. Gain over equal weights on flowers, twenty noise kernels "
                "among them."
            ),
            ("sparse",),
            words=marked("noise added"),
        ),
    ),
    Item(
        "framework",
        "mkl",
        marked("What multiple kernel learning is"),
        "mkl",
        Number("flowers/table :: accuracy :: with deep :: L1"),
        marked("flowers, nine kernels"),
        "mmfusion.kernels.MKLClassifier",
    ),
    Item(
        "binary",
        "mkl",
        marked("Binary classification: margin and hinge"),
        "mkl",
        Number("flowers/table :: against average :: with deep :: L1", "gain"),
        marked("over equal weights, nine kernels"),
        "mmfusion.kernels.svm.solve_svm",
    ),
    Item(
        "saddle",
        "mkl",
        marked("A minimum over weights of a maximum over duals"),
        "mkl",
        Number("flowers/table :: accuracy :: hand-made :: L4"),
        marked("flowers, p = 4"),
        "mmfusion.kernels.problem.Solution",
        {"mkl_at": "4"},
    ),
    Item(
        "sparse",
        "mkl",
        marked("L1: few kernels are kept"),
        "mkl",
        Number("flowers/table :: against average :: with noise :: L1", "gain"),
        marked("over equal weights, noise added"),
        "mmfusion.kernels.MKLClassifier",
        {"mkl_at": "1"},
        Drawn(
            marked("Sparse, <i>p</i> = 1"),
            marked(
                "Weights that sum to 1: most become 0, those of noise first. Gain over equal weights "
                "on flowers, twenty noise kernels among them."
            ),
            ("weights", "p-norm"),
            words=marked("noise added"),
        ),
    ),
    Item(
        "smo",
        "mkl",
        marked("SMO: two duals at a time"),
        "mkl",
        Number(f"{_FLOWERS} :: hand-made :: L4/3"),
        marked("flowers, p = 4/3"),
        "mmfusion.kernels.smo_mkl.solve_smo",
        {"mkl_at": "4/3"},
        Drawn(
            marked("SMO"),
            marked(
                "Two duals move at a time; the weights follow in closed form. It needs p > 1. Accuracy on "
                "flowers with p = 4/3; the page shows the gap between primal and dual."
            ),
            words=marked("p = 4/3"),
        ),
    ),
    Item(
        "cutting-planes",
        "mkl",
        marked("Cutting planes, for p = 1"),
        "mkl",
        Number(f"{_FLOWERS} :: hand-made :: L1"),
        marked("flowers, p = 1"),
        "mmfusion.kernels.level.solve_level",
        {"mkl_at": "1"},
        Drawn(
            marked("Cutting planes"),
            marked(
                "Every solved SVM gives a straight line below the objective; the next weights are sought "
                "where these lines leave room. It solves p = 1, where SMO cannot."
            ),
            words=marked("p = 1"),
        ),
    ),
    Item(
        "recognition",
        "mkl",
        marked("Visual object recognition: colour, texture, shape"),
        "kernels",
        Number(
            "modalities/caltech :: accuracy :: picture, hand-made :: L1",
            "gain",
            less="modalities/caltech :: accuracy :: picture, hand-made :: best single",
        ),
        marked("over the best single, 101 kinds"),
        "mmfusion.kernels.MKLClassifier",
    ),
)
