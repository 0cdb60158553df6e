"""One latent space of written and spoken digits: the VAE that ships, by product and by mixture of experts.

A picture is 14 × 14 of ink (Bernoulli's), a voice 16 × 16 of log-mel in dB, each band less its mean, over one
spread (Gaussian). Pairs share a class and nothing else. What is made of the other modality is judged by a
softmax on real ones; the plain alternative looks up the nearest training example and takes its partner.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from mmfusion.colearning.vae import Experts, MultimodalVAE
from mmfusion.folders import ASSETS
from mmfusion.measure.metrics import share
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.digits import MODALITIES
from mmfusion.tasks.digits.data import Clean, IntArray, clean, same_class
from mmfusion.tasks.digits.picture import halved
from mmfusion.tasks.digits.voice import log_mel
from mmfusion.training.finished import finish, finished, runs_root

Floats = NDArray[np.float64]
KINDS: tuple[Experts, ...] = get_args(Experts)
SEEN, HEARD = MODALITIES
PAIRS, STEPS, LATENT, HIDDEN = 20_000, 1500, 12, 128
SIDE, CELLS = 14, 16


@dataclass(frozen=True, eq=False)
class Scale:
    """How a voice's log-mel becomes what the VAE gets.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.joint import Scale
        >>> scale = Scale(np.zeros(16), 10.0)
        >>> cells = np.full((1, 16, 16), -20.0)
        >>> float(scale.there(cells).max()), bool((scale.back(scale.there(cells)) == cells).all())
        (-2.0, True)

    """

    bands: Floats
    """Mean of each band in dB, `(16,)`."""
    spread: float
    """dB."""

    def there(self, cells: NDArray[np.floating]) -> Floats:
        """Return `(N, 256)` of log-mels `(N, 16, 16)` in dB."""
        return np.asarray((cells - self.bands[:, None]) / self.spread, dtype=float).reshape(len(cells), -1)

    def back(self, values: NDArray[np.floating]) -> Floats:
        """Return log-mels `(N, 16, 16)` in dB of what the VAE gives `(N, 256)`."""
        cells = np.asarray(values, dtype=float).reshape(-1, CELLS, CELLS)
        return cells * self.spread + self.bands[:, None]


@dataclass(frozen=True, eq=False)
class DigitSpace:
    """A trained VAE and the scale of its voices."""

    vae: MultimodalVAE
    scale: Scale


def of_pictures(ink: NDArray[np.floating]) -> Floats:
    """Return what the VAE gets of ink `(N, 28, 28)`: `(N, 196)`.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.joint import of_pictures
        >>> of_pictures(np.ones((2, 28, 28))).shape
        (2, 196)

    """
    return halved(np.asarray(ink, dtype=np.float32)).reshape(len(ink), -1).astype(float)


def fresh(experts: Experts, seed: int = 0) -> MultimodalVAE:
    """Return the VAE as it is trained, untrained.

    Example:
        >>> from mmfusion.tasks.digits.joint import fresh
        >>> fresh("mixture").widths_
        {'visual': 196, 'audio': 256}

    """
    vae = MultimodalVAE(
        LATENT, experts=experts, likelihoods={SEEN: "bernoulli"}, hidden=HIDDEN, steps=STEPS, seed=seed
    )
    return vae.build({SEEN: SIDE * SIDE, HEARD: CELLS * CELLS})


def train(experts: Experts, seed: int = 0) -> DigitSpace:
    """Train on a seed's speakers, from the packs. Raises PackError without them."""
    own = clean("train", seed)
    cells = log_mel(own.powers)
    scale = Scale(cells.mean(axis=(0, 2)).astype(float), float(cells.std()))
    seen, heard = same_class(own.written, own.spoken, PAIRS, np.random.default_rng(seed))
    vae = fresh(experts, seed)
    vae.fit({SEEN: of_pictures(own.ink[seen]), HEARD: scale.there(cells[heard])})
    return DigitSpace(vae, scale)


@dataclass(frozen=True, eq=False)
class Judged:
    """What a VAE made of one modality from the other, judged query by query, `(N,)` each.

    Attributes:
        right: whether a softmax on real examples takes it for the digit that was given.
        nearest: whether the nearest training example has that digit, and so its partner.
        back: whether what is made of the given modality again, from what was made, has that digit.
        certainty: less the sum of ln σ² of the posterior, in nats: the larger, the narrower.

    """

    right: NDArray[np.bool_]
    nearest: NDArray[np.bool_]
    back: NDArray[np.bool_]
    certainty: Floats


def judged(space: DigitSpace, seed: int = 0) -> dict[str, Judged]:
    """Return what is made each way, of a seed's test pictures (2,000 of them) and test speakers.

    Judges and neighbours are of a seed's training pictures and voices. Raises PackError without the packs.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier

    train_part, test = clean("train", seed), clean("test", seed)
    real = {name: _first(train_part, name, space.scale) for name in (SEEN, HEARD)}
    asked = {SEEN: _first(test, SEEN, space.scale, 2000), HEARD: _first(test, HEARD, space.scale)}
    judges = {name: LogisticRegression(C=0.1, max_iter=300).fit(*real[name]) for name in (SEEN, HEARD)}
    found = {}
    for one, other in ((SEEN, HEARD), (HEARD, SEEN)):
        x, digits = asked[one]
        made = space.vae.translate({one: x}, other)
        again = space.vae.translate({other: made}, one)
        variance = space.vae.posterior({one: x})[1]
        found[f"{one} to {other}"] = Judged(
            judges[other].predict(made) == digits,
            KNeighborsClassifier(1).fit(*real[one]).predict(x) == digits,
            judges[one].predict(again) == digits,
            np.asarray(-np.log(variance).sum(axis=1), dtype=float),
        )
    return found


def figures(space: DigitSpace, seed: int = 0) -> dict[str, dict[str, float]]:
    """Return how often what is made is of the right class, each way, beside the nearest neighbour's partner.

    On what `judged` judges. Raises PackError without the packs.
    """
    found = {}
    for way, own in judged(space, seed).items():
        found[way] = share(int(own.right.sum()), own.right.size).to_dict()
        found[f"{way}, nearest"] = share(int(own.nearest.sum()), own.nearest.size).to_dict()
    return found


def trained(experts: Experts, seed: int, report: Callable[[str], None]) -> DigitSpace:
    """Return a seed's VAE in float16 as it would ship: from MMFUSION_RUNS, trained there if it is not.

    Raises:
        PackError: it is not there, and neither are the packs.

    """
    root = runs_root("digits") / f"vae-{experts}-{seed}"
    settings = {"experts": experts, "seed": seed, "pairs": PAIRS, "steps": STEPS, "latent": LATENT}
    settings |= {"hidden": HIDDEN}
    if not finished(root, settings):
        begun = time.perf_counter()
        space = train(experts, seed)
        seconds = round(time.perf_counter() - begun, 1)
        (root / "digits").mkdir(parents=True, exist_ok=True)
        write(space, {"seconds": seconds}, root)
        finish(root, settings)
        report(f"digit VAE, {experts}, seed {seed}: trained in {seconds} s")
    return read(experts, root)


def _first(part: Clean, name: str, scale: Scale, most: int = 10_000) -> tuple[Floats, IntArray]:
    if name == SEEN:
        return of_pictures(part.ink[:most]), part.written[:most]
    return scale.there(log_mel(part.powers)), part.spoken


def path_of(experts: Experts, root: Path = ASSETS) -> Path:
    """Return where the weights lie."""
    return root / "digits" / f"vae-{experts}.safetensors"


def write(space: DigitSpace, card: dict[str, object], root: Path = ASSETS) -> Path:
    """Write the weights in float16, and the card beside them."""
    vae = space.vae
    held = {
        f"{part}.{name}": value.half().contiguous()
        for part, nets in (("encoders", vae.encoders_), ("decoders", vae.decoders_))
        for name, value in nets.state_dict().items()
    }
    held["bands"] = torch.as_tensor(space.scale.bands, dtype=torch.float32)
    held["spread"] = torch.tensor([space.scale.spread])
    path = path_of(vae.experts, root)
    save_file(held, path)
    path.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return path


@lru_cache(maxsize=4)
def read(experts: Experts, root: Path = ASSETS) -> DigitSpace:
    """Return the VAE that ships, read once and shared: nobody changes it.

    Raises:
        FileNotFoundError: it is not there; the text says which command makes it.

    Example:
        >>> from mmfusion.tasks.digits.joint import read
        >>> read("product").vae.posterior({"visual": [[0.0] * 196]})[0].shape
        (1, 12)

    """
    path = path_of(experts, root)
    if not path.is_file():
        raise FileNotFoundError(f"{path.name} is missing: python tools/train_digit_vae.py makes it")
    held = load_file(path)
    vae = fresh(experts)
    for part, nets in (("encoders", vae.encoders_), ("decoders", vae.decoders_)):
        begin = f"{part}."
        nets.load_state_dict({k[len(begin) :]: v.float() for k, v in held.items() if k.startswith(begin)})
    return DigitSpace(vae, Scale(to_numpy(held["bands"]).astype(float), float(held["spread"])))
