"""The VAE of digits that ships, and what makes its log-mels audible."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from mmfusion.colearning.vae import Experts
from mmfusion.tasks.digits import joint, stored
from mmfusion.tasks.digits.vocoder import audible
from mmfusion.tasks.digits.voice import log_mel, mel_power

KINDS = joint.KINDS


def shown(scale: joint.Scale) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return stored test pictures and voices as the VAE gets them, and their digits."""
    found = stored()
    cells = log_mel(np.stack([mel_power(wave) for wave in found.waves]))
    views = {joint.SEEN: joint.of_pictures(found.pictures), joint.HEARD: scale.there(cells)}
    return views, {joint.SEEN: found.written, joint.HEARD: found.spoken}


def real(scale: joint.Scale, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return training examples that ship, as the VAE gets them."""
    lessons = stored().lessons
    if name == joint.SEEN:
        return joint.of_pictures(lessons.pictures), lessons.written
    return scale.there(log_mel(lessons.powers)), lessons.spoken


@pytest.mark.parametrize("experts", KINDS)
@pytest.mark.parametrize(("one", "other"), [(joint.SEEN, joint.HEARD), (joint.HEARD, joint.SEEN)])
def test_what_one_modality_makes_of_the_other_is_the_same_digit(
    experts: Experts, one: str, other: str
) -> None:
    """Judged by a softmax on real examples; the card's figure is of more of them, within its error."""
    space = joint.read(experts)
    views, digits = shown(space.scale)
    judge = LogisticRegression(C=0.1, max_iter=300).fit(*real(space.scale, other))
    assert judge.score(views[other], digits[other]) > 0.5  # it knows real ones of new hands and speakers
    right = judge.predict(space.vae.translate({one: views[one]}, other)) == digits[one]
    card = json.loads(joint.path_of(experts).with_suffix(".json").read_text())
    told = card["test"][f"{one} to {other}"]["value"]
    assert right.mean() == pytest.approx(told, abs=0.15)  # 100 voices: two standard errors are .1
    assert right.mean() > 0.4  # chance .1


def test_a_product_widens_without_a_modality_and_a_mixture_does_not_to_that_degree() -> None:
    factors = {}
    for experts in KINDS:
        space = joint.read(experts)
        views, digits = shown(space.scale)
        rows = {name: [int(np.flatnonzero(y == k)[0]) for k in range(10)] for name, y in digits.items()}
        pairs = {name: x[rows[name]] for name, x in views.items()}
        both = space.vae.posterior(pairs)[1]
        alone = [space.vae.posterior({name: x})[1] for name, x in pairs.items()]
        factors[experts] = [float(np.exp(0.5 * np.log(one / both).mean())) for one in alone]
        if experts == "product":
            assert all((one > both).all() for one in alone)
    assert min(factors["product"]) > 1.0
    assert min(factors["mixture"]) < 1.0


def test_weights_come_back_as_they_were_written_in_half_precision(tmp_path: Path) -> None:
    (tmp_path / "digits").mkdir()
    scale = joint.Scale(np.linspace(-20, 0, 16), 9.5)
    space = joint.DigitSpace(joint.fresh("mixture", seed=3), scale)
    joint.write(space, {"seed": 3}, tmp_path)
    back = joint.read("mixture", tmp_path)
    x = np.random.default_rng(0).random((4, 196))
    np.testing.assert_allclose(
        back.vae.posterior({joint.SEEN: x})[0], space.vae.posterior({joint.SEEN: x})[0], atol=5e-3
    )
    np.testing.assert_allclose(back.scale.bands, scale.bands, atol=1e-5)
    with pytest.raises(FileNotFoundError, match="train_digit_vae"):
        joint.read("product", tmp_path)


def test_what_is_made_audible_has_the_log_mel_that_it_was_made_of() -> None:
    """Up to what overlapping windows and a buzz leave: correlated by cells, for real voices."""
    waves = stored().waves[::10]
    found = []
    for wave in waves:
        cells = log_mel(mel_power(wave))
        again = log_mel(mel_power(audible(cells, seconds=len(wave) / 8000)))
        found.append(np.corrcoef(cells.ravel(), again.ravel())[0, 1])
    assert np.median(found) > 0.8
    with pytest.raises(ValueError, match="log-mel"):
        audible(np.full((16, 16), np.nan))
