"""What a script imports, exports and uses, read without node: strings and comments are blanked first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<tick>`)
    |(?P<brace>[{}])
    |(?P<regex>(?:(?<=[(,=:\[!&|?{};+\-*%<>~^])|(?<=return)|(?<=^))\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*)
    """,
    re.DOTALL | re.VERBOSE | re.MULTILINE,
)
IMPORT = re.compile(
    r"(?<![\w$.])import\b(?!\s*\.)(?P<what>[^;(\"'`]*?)(?:from\s*)?(?P<from>[\"'])(?P<path>[^\"']+)(?P=from)"
)
LAZY = re.compile(r"(?<![\w$.])import\s*\(\s*[\"'`]([^\"'`]+)[\"'`]")
EXPORTED = re.compile(r"\bexport\s+(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+([\w$]+)")
LISTED = re.compile(r"\bexport\s*\{([^}]*)\}")


def code(text: str) -> str:
    """Return a script of the same length whose strings, comments and patterns are blank; `${…}` stays."""
    out = list(text)
    nested: list[int] = []  # open braces within each `${` that is being read
    position = 0

    def blank(start: int, end: int) -> None:
        out[start:end] = [c if c == "\n" else " " for c in text[start:end]]

    def template(start: int) -> int:
        """Blank a template from after its tick, or after the end of a `${…}`, to where code begins again."""
        at = start
        while at < len(text) and text[at] != "`":
            if text[at] == "\\":
                at += 1
            elif text.startswith("${", at):
                blank(start, at + 2)
                nested.append(0)
                return at + 2
            at += 1
        blank(start, at + 1)
        return at + 1

    while found := TOKEN.search(text, position):
        position = found.end()
        if found["tick"]:
            blank(found.start(), position)
            position = template(position)
        elif found["brace"]:
            if found["brace"] == "{" and nested:
                nested[-1] += 1
            elif found["brace"] == "}" and nested:
                if nested[-1] == 0:
                    nested.pop()
                    blank(found.start(), position)
                    position = template(position)
                else:
                    nested[-1] -= 1
        else:
            blank(found.start(), position)
    return "".join(out)


@dataclass(frozen=True)
class Taken:
    """One import of a script: from which path, which names (`*` for all of them), at which line."""

    path: str
    names: tuple[str, ...]
    local: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Script:
    """A script as the rules read it: its code without strings, what it imports, what it exports."""

    path: Path
    text: str
    code: str

    @property
    def imports(self) -> list[Taken]:
        """The imports, those of side effects and lazy ones (without names) too."""
        found = []
        for match in IMPORT.finditer(self.text):
            if self.code.startswith("import", match.start()):  # not inside a comment or a string
                names, local = _named(match["what"])
                found.append(Taken(match["path"], names, local, _line(self.text, match.start())))
        for match in LAZY.finditer(self.text):
            if self.code.startswith("import", match.start()):
                found.append(Taken(match[1], (), (), _line(self.text, match.start())))
        return found

    @property
    def exports(self) -> set[str]:
        """The names it exports; `default` is one."""
        found = set(EXPORTED.findall(self.code))
        for listed in LISTED.findall(self.code):
            found |= {part.split(" as ")[-1].strip() for part in listed.split(",") if part.strip()}
        return found | ({"default"} if re.search(r"\bexport\s+default\b", self.code) else set())

    def uses(self, name: str) -> int | None:
        """Return the line where an identifier is first used outside of every block that declares it."""
        if name not in self.code:
            return None
        n = re.escape(name)
        known = self._scopes(n)
        for match in re.finditer(rf"(?:(?<![\w$.])|(?<=\.\.\.)){n}(?![\w$])", self.code):
            before, after = self.code[: match.start()].rstrip(), self.code[match.end() :].lstrip()
            is_key = after.startswith(":") and before.endswith(("{", ","))
            is_method = before.endswith(("{", "}", ";")) and re.match(r"\([^()]*\)\s*\{", after)
            inside = any(start <= match.start() < end for start, end in known)
            if not (is_key or is_method or inside):
                return _line(self.code, match.start())
        return None

    def _scopes(self, n: str) -> list[tuple[int, int]]:
        """Return the blocks in which a name (escaped) is declared; a parameter's is the body that follows."""
        declared = (
            rf"\b(?:const|let|var|function\s*\*?|class)\s+{n}(?![\w$])"
            rf"|\b(?:const|let|var)\s[^;=()]*[\[{{,]\s*(?:[\w$]+\s*:\s*)?{n}\s*[,\]}}=]"
            rf"|\b(?:const|let|var)\s[^;\n]*,\s*{n}\s*="
            rf"|\([^()]*(?<![\w$.]){n}(?![\w$])[^()]*\)\s*=>|(?<![\w$.]){n}\s*=>"
            rf"|(?<![\w$.])(?!(?:if|for|while|switch)\b)[\w$]+\s*\([^()]*(?<![\w$.]){n}(?![\w$])[^()]*\)\s*\{{"
        )
        found = []
        for match in re.finditer(declared, self.code):
            body = re.compile(r"\s*\{").match(self.code, match.end())
            if match[0].endswith("=>") and body:
                found.append((match.start(), self._block(body.end())[1]))
            elif match[0].endswith("{"):
                found.append((match.start(), self._block(match.end())[1]))
            else:
                found.append(self._block(match.start()))
        return found

    def _block(self, position: int) -> tuple[int, int]:
        """Return where the innermost pair of braces around a position opens and closes; else the whole."""
        depth, start = 0, position
        while start > 0 and depth <= 0:
            start -= 1
            depth += {"{": 1, "}": -1}.get(self.code[start], 0)
        if depth <= 0:
            return 0, len(self.code)
        end = position
        while end < len(self.code) and depth > 0:
            depth += {"{": 1, "}": -1}.get(self.code[end], 0)
            end += 1
        return start, end


def read(path: Path) -> Script:
    """Read a script."""
    text = path.read_text(encoding="utf-8")
    return Script(path, text, code(text))


def _named(what: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names that an import clause takes, and those by which they are known here."""
    names, local = [], []
    braces = re.search(r"\{([^}]*)\}", what)
    for part in braces[1].split(",") if braces else ():
        words = part.split()
        if words:
            names.append(words[0])
            local.append(words[-1])
    rest = re.sub(r"\{[^}]*\}", "", what)
    for part in rest.split(","):
        words = part.split()
        if words:
            names.append("*" if words[0] == "*" else "default")
            local.append(words[-1])
    return tuple(names), tuple(local)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
