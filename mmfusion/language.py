"""The language of what is shown: English in the code, other languages in catalogues beside it.

As gettext does: the English text is the key, ``tr`` looks it up where it is shown, ``marked`` only marks a
constant that is shown later. Each room has its catalogue, ``<room>/de.po``, which
``tools/write_catalogues.py`` renews.
This module knows no screen: who has one says which language is asked for (`follow`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}
"""Code -> what the language calls itself."""
PSEUDO = "qps"
"""A language to try with: every text that is looked up stands in ⟦ ⟧, whatever does not is not marked."""

_ROOT = Path(__file__).resolve().parent
_TEXT = re.compile(r">([^<>]+)<")
_ATTRIBUTE = re.compile(r'\b(?:aria-label|placeholder|title|alt|data-title)="([^"]+)"')
_VALUE = re.compile(r"\{(\w*)(?::[^{}]*)?\}")
_asked: list[Callable[[], str]] = []


def follow(asked: Callable[[], str]) -> None:
    """Take the language from a function from now on; what it returns may be any text."""
    _asked[:] = [asked]


def language() -> str:
    """Return the language that is asked for; English if there is none of that name."""
    found = _asked[0]() if _asked else ENGLISH
    return found if found in LANGUAGES or found == PSEUDO else ENGLISH


def marked(text: str) -> str:
    """Return a text as it is: it is in the catalogue, and translated where it is shown."""
    return text


def tr(text: str, /, **values: object) -> str:
    """Return a text in the language that is asked for, with values put in as `str.format` does.

    Without values nothing is put in, so that braces may stand for themselves.

    Example:
        >>> from mmfusion.language import tr
        >>> tr("{n} heads of {of}", n=3, of=8), tr("{}")
        ('3 heads of 8', '{}')

    """
    return _said(text, values)


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """Return the text for one or for many, as `tr` does; both know ``n``.

    Example:
        >>> from mmfusion.language import trn
        >>> [trn("one head", "{n} heads", n) for n in (1, 2)]
        ['one head', '2 heads']

    """
    return _said(one if n == 1 else many, {"n": n, **values})


def _said(text: str, values: Mapping[str, object]) -> str:
    now = language()
    if now != ENGLISH:
        text = f"⟦{text}⟧" if now == PSEUDO else catalogue(now).get(text, text)
    return text.format_map(values) if values else text


def retold(sentence: str) -> str:
    """Return a sentence that was put together where no language is known, in the language that is asked for.

    Errors and remarks come from worker processes and from caches with their values in them: the text of the
    catalogue that could have made one is found, and its translation gets the same values.

    Example:
        >>> from mmfusion.language import retold
        >>> retold("This clip lasts 90 min.")
        'This clip lasts 90 min.'

    """
    now = language()
    if now in (ENGLISH, PSEUDO):
        return tr(sentence)
    if sentence in catalogue(now):
        return catalogue(now)[sentence]
    for pattern, there in _templates(now):
        found = pattern.fullmatch(sentence)
        if found:
            return there.format(*found.groups(), **found.groupdict())
    return sentence


def _group(name: str, *, again: bool) -> str:
    """Return a pattern of a value: of one that was met already, the same."""
    return "(.+?)" if not name else f"(?P={name})" if again else f"(?P<{name}>.+?)"


@cache
def _templates(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Return what has values in it: a pattern of the English text, and the translation without formats."""
    found = []
    for path in sorted((_ROOT / "media").glob(f"{language}.po")):
        for text, there in _read(path).items():
            if "{" in text:
                parts = [re.escape(part) for part in _VALUE.split(text)[::2]]
                names = _VALUE.findall(text)
                groups = [_group(name, again=name in names[:at]) for at, name in enumerate(names)]
                made = "".join(a + b for a, b in zip(parts, [*groups, ""], strict=True))
                found.append((re.compile(made), _VALUE.sub(lambda m: f"{{{m[1]}}}", there)))
    return found


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return all that is translated: English text -> text, the plural forms each by itself."""
    found: dict[str, str] = {}
    for path in sorted(_ROOT.rglob(f"{language}.po")):
        found.update(_read(path))
    return found


@cache
def script_catalogue(language: str) -> dict[str, dict[str, str]]:
    """Return what scripts may show: the folder that they are in, relative to the package, -> the texts there.

    Those of a component's wrapper are among them: what comes with data that is kept for everyone is English,
    and translated by the script.
    """
    from babel.messages.pofile import read_po

    found: dict[str, dict[str, str]] = {}
    for path in sorted(_ROOT.rglob(f"{language}.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                folders = {Path(at).parent.as_posix() for at, _ in message.locations}
                for folder in folders:
                    found.setdefault(folder, {}).update(_forms(message.id, message.string))
    return found


def _read(path: Path) -> dict[str, str]:
    from babel.messages.pofile import read_po  # the English app does without

    found: dict[str, str] = {}
    with path.open("rb") as file:
        for message in read_po(file, locale=path.stem):
            found |= _forms(message.id, message.string)
    return found


def _forms(text: object, said: object) -> dict[str, str]:
    texts = text if isinstance(text, (tuple, list)) else (text,)
    saids = said if isinstance(said, (tuple, list)) else (said,)
    return {str(t): str(s) for t, s in zip(texts, saids, strict=False) if t and s}


def in_markup(markup: str) -> list[str]:
    """Return the texts of a component's markup: what stands between tags, and in attributes that are read.

    Example:
        >>> from mmfusion.language import in_markup
        >>> in_markup('<b aria-label="play">all of <i>it</i> · </b>')
        ['all of', 'it', 'play']

    """
    found = [*_TEXT.findall(markup), *_ATTRIBUTE.findall(markup)]
    return [one.strip() for one in found if re.search(r"[^\W\d_]{2}", one)]


def markup(text: str) -> str:
    """Return a component's markup in the language that is asked for."""
    if language() == ENGLISH:
        return text

    def put(found: re.Match[str]) -> str:
        bare = found[1].strip()
        return found[0].replace(bare, tr(bare)) if in_markup(f">{bare}<") else found[0]

    return _ATTRIBUTE.sub(put, _TEXT.sub(put, text))
