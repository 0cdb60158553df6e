from __future__ import annotations

import json
import subprocess
import sys

import pytest

from mmfusion.nn.spec import FusionSpec, strategies

STRATEGIES = strategies()

BOTH = ("visual", "audio")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("audio", (("audio",), 4, "none", 0)),
        ("visual", (("visual",), 4, "none", 0)),
        ("early-raw", (("stacked",), 4, "none", 0)),
        ("early", (BOTH, 0, "self", 0)),
        ("mid", (BOTH, 1, "self", 0)),
        ("mid-cross", (BOTH, 1, "cross", 0)),
        ("bottleneck", (BOTH, 0, "bottleneck", 4)),
        ("bottleneck-mid", (BOTH, 1, "bottleneck", 4)),
        ("late", (BOTH, 4, "none", 0)),
    ],
)
def test_named_gives_the_rows_of_the_table(name, expected):
    spec = FusionSpec.named(name)
    assert (spec.modalities, spec.fusion_layer, spec.exchange, spec.bottlenecks) == expected
    assert name in STRATEGIES


def test_every_strategy_is_named_and_survives_json():
    for name in STRATEGIES:
        spec = FusionSpec.named(name, width=32, heads=8, dropout=0.1)
        written = json.loads(json.dumps(spec.to_dict()))
        assert written == spec.to_dict(), "as a file has it"
        assert FusionSpec.from_dict(written) == spec


def test_other_modalities_make_the_same_rows():
    spec = FusionSpec.named("bottleneck-mid", modalities=("image", "text", "audio"), layers=3, fusion_layer=2)
    assert (spec.modalities, spec.layers, spec.fusion_layer) == (("image", "text", "audio"), 3, 2)
    assert FusionSpec.named("text", modalities=("image", "text")).modalities == ("text",)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"modalities": ()}, "one or more"),
        ({"modalities": ("visual", "visual")}, "different names"),
        ({"modalities": ("visual", "bottleneck")}, "cannot name a modality"),
        ({"modalities": BOTH, "layers": 0}, "fusion_layer must lie"),
        ({"modalities": BOTH, "fusion_layer": 5}, "5 of 4"),
        ({"modalities": BOTH, "exchange": "telepathy"}, "telepathy"),
        ({"modalities": BOTH, "exchange": "bottleneck"}, "needs one token or more"),
        ({"modalities": BOTH, "exchange": "self", "bottlenecks": 2}, "anything else none"),
        ({"modalities": BOTH, "width": 30, "heads": 4}, "multiple of heads"),
        ({"modalities": BOTH, "exchange": "ask"}, "one or more of visual, audio ask"),
        ({"modalities": BOTH, "exchange": "ask", "asking": ("text",)}, "one or more of visual, audio ask"),
        ({"modalities": BOTH, "asking": ("audio",)}, "none otherwise"),
        ({"modalities": ("audio",), "exchange": "ask", "asking": ("audio",)}, "no other modality to ask"),
    ],
)
def test_what_is_no_network_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        FusionSpec(**arguments)


def test_unknown_names_and_idle_mids_are_refused():
    with pytest.raises(ValueError, match="there are early-raw"):
        FusionSpec.named("middle")
    with pytest.raises(ValueError, match="needs 0 < fusion_layer < 4"):
        FusionSpec.named("mid", fusion_layer=4)


def test_specs_and_reach_come_without_torch():
    code = "import sys; from mmfusion.nn import analytic_macs, heard; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
