from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.explain.maps import preference
from mmfusion.nn.attention import recording
from mmfusion.tasks.scenes import ANSWERS, QUESTION, load, look, numbered, signed
from mmfusion.tasks.scenes.batches import picture_input
from mmfusion.tasks.scenes.looking import STREAM, without
from mmfusion.tasks.scenes.words import encode

SCENE, ASKED = numbered("where", 3)
WORDS = ASKED.sentence.words


@pytest.mark.parametrize("strategy", ["cross", "cross-labels"])
def test_weights_are_the_softmax_of_the_scores_and_those_of_the_predictor(strategy: str) -> None:
    own = load(strategy)
    seen = look(own, SCENE, WORDS)
    e = np.exp(seen.scores.astype(np.float64))
    np.testing.assert_allclose(seen.weights, e / e.sum(axis=-1, keepdims=True), rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(
        seen.weights.reshape(*seen.weights.shape[:3], 8, 8), own.attention(SCENE, WORDS), atol=1e-6
    )
    answered = own.answer(SCENE, WORDS).answers[QUESTION].probabilities
    assert seen.probabilities == pytest.approx(answered, abs=1e-6)


def test_attention_times_gradient_is_what_the_preference_loses_for_a_small_part_of_a_weight() -> None:
    """Against finite differences: one head's weight made smaller by hand, all else as it was."""
    own = load("cross")
    answer = look(own, SCENE, WORDS).said
    found = signed(own, SCENE, WORDS, answer)
    places = own.network.fusion.attentions()
    score = preference(QUESTION, ANSWERS.index(answer))
    inputs = {"visual": picture_input([SCENE]), "text": encode([WORDS])}
    layer, head, word = 0, 0, 2
    cell = int(np.abs(found[layer, head, word]).argmax())
    step = 0.02

    def scored(less: float) -> float:
        fusion = own.network.fusion
        module = next(m for m, key in places.items() if key == (layer, STREAM))
        real = module.forward

        def forward(x, context=None, *, head_mask=None, weights=False):  # type: ignore[no-untyped-def]
            seen = []
            with recording(lambda _, call: seen.append(call)):
                out = real(x, context, head_mask=head_mask, weights=weights)
            (call,) = seen
            change = torch.zeros_like(call.per_head)
            part = less * call.weights[0, head, 1 + word, cell] * call.value[0, head, cell]
            change[0, head, 1 + word] = part
            return out._replace(output=out.output - module.out(change.transpose(1, 2).flatten(2)))

        module.forward = forward  # type: ignore[method-assign]
        try:
            with torch.inference_mode():
                return float(score(fusion(own.network.tokens(inputs))))
        finally:
            del module.forward

    slope = (scored(-step) - scored(step)) / (2 * step)
    assert slope == pytest.approx(float(found[layer, head, word, cell]), rel=0.02, abs=1e-4)


def test_a_head_that_is_off_contributes_nothing() -> None:
    own = load("cross")
    whole = look(own, SCENE, WORDS).probabilities
    each = [without(own, SCENE, WORDS, layer, head) for layer in range(3) for head in range(4)]
    assert len(each) == 12
    assert all(sum(p.values()) == pytest.approx(1) for p in each)
    assert any(abs(p[ASKED.answer] - whole[ASKED.answer]) > 1e-3 for p in each)


def test_words_that_ask_no_picture_cannot_be_looked_at() -> None:
    for ask in (look, lambda *given: signed(*given, "yes"), lambda *given: without(*given, 0, 0)):
        with pytest.raises(ValueError, match="words ask no picture in late"):
            ask(load("late"), SCENE, WORDS)


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValueError, match="zebra"):
        look(load("cross"), SCENE, ["zebra"])
