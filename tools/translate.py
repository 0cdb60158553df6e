"""Put translations into the catalogues: a JSON object, English text -> text (a list of two for two forms).

    .venv/bin/python tools/translate.py de < texts.json

Each text goes to the room that shows it (after ``tools/write_catalogues.py``); what no room shows is said.
"""

from __future__ import annotations

import json
import sys

from babel.messages.pofile import read_po
from write_catalogues import PACKAGE, text_of


def main() -> int:
    """Read the texts from the input, write the catalogues, return 1 if a text belongs nowhere."""
    language = sys.argv[1]
    texts: dict[str, str | list[str]] = json.load(sys.stdin)
    unknown = set(texts)
    for path in sorted(PACKAGE.rglob(f"{language}.po")):
        with path.open("rb") as file:
            found = read_po(file, locale=language)
        changed = False
        for message in found:
            key = message.id[0] if isinstance(message.id, tuple) else message.id
            if message.id and key in texts:
                said = texts[key]
                message.string = tuple(said) if isinstance(said, list) else said
                unknown.discard(key)
                changed = True
        if changed:
            path.write_bytes(text_of(found))
    for text in sorted(unknown):
        print(f"nowhere shown: {text!r}")
    return int(bool(unknown))


if __name__ == "__main__":
    sys.exit(main())
