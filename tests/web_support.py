"""Pages as tests read them, and a curriculum whose documents mean harm."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import httpx

LARGEST_PAGE = 60_000
_SVG = "{http://www.w3.org/2000/svg}"

HOSTILE = """\
---
title: "<script>alert(1)</script> & \\u202Eevil\\u202C"
url: "javascript:alert(document.domain)"
minutes: 30
prerequisites: ["<svg onload=alert(2)>", "x\\" onmouseover=\\"alert(3)"]
skills: ["</title><script>alert(4)</script>", "{{ 7 * 7 }}", "<a href='javascript:alert(5)'>click</a>"]
---

# <script>alert(1)</script> & \u202eevil\u202c

Covers </title><script>alert(4)</script>, {{ 7 * 7 }} and <img src=x onerror=alert(6)>.

## Common mistakes

- Trusting <iframe srcdoc="<script>alert(7)</script>"> in a page
- Leaving `" autofocus onfocus=alert(8) x="` in a form
"""
INTERNATIONAL = """\
---
title: 接続のドレイン
minutes: 45
skills: [ネットワークの基礎とロードバランサーの設定, "إيقاف العملية بلطف"]
---

# 接続のドレイン

受け取った仕事を終えてから、静かに退場する。

أنهِ الطلبات التي بين يديك، ثم توقّف.
"""


def write_hostile(folder: Path) -> Path:
    """Write documents of hostile and of far-away text, and return their folder."""
    course = folder / "<b>course"
    course.mkdir()
    (course / "a <i>.md").write_text(HOSTILE)
    (course / "出荷の手引き.md").write_text(INTERNATIONAL)
    long = f"---\ntitle: Long\nskills: [{'x' * 300}]\n---\n\n{'word ' * 40_000}"
    (course / "long.md").write_text(long)
    return course


@dataclass(frozen=True)
class Page:
    """A page that was received, and its tree as a browser would have it."""

    response: httpx.Response
    tree: Element

    @classmethod
    def of(cls, response: httpx.Response) -> "Page":
        """Read a page; a mistake in its HTML is an error."""
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        return cls(response, parser.parse(response.text))

    @property
    def text(self) -> str:
        """Return what a person reads, with single blanks."""
        main = next(self.tree.iter("main"))
        return " ".join("".join(main.itertext()).split())

    def links(self) -> list[str]:
        """Return every address that something on the page leads to or loads, but for what changes things."""
        return [
            value
            for element in self.tree.iter()
            for name, value in element.attrib.items()
            if name in {"href", "src", "action", "formaction"} and element.attrib.get("method") != "post"
        ]

    def buttons(self, name: str) -> list[str]:
        """Return the values of the buttons of a name."""
        return [b.attrib["value"] for b in self.tree.iter("button") if b.attrib.get("name") == name]

    def faults(self) -> Iterator[str]:
        """Say what a page must not have: a script in it, an id twice, links that run, no main heading."""
        seen: set[str] = set()
        for element in self.tree.iter():
            tag = str(element.tag).removeprefix(_SVG)
            if tag == "script" and (element.text or "src" not in element.attrib):
                yield "a script inside the page"
            if tag in {"style", "iframe", "object", "embed", "img"}:
                yield f"<{tag}>"
            for name in element.attrib:
                if name == "style" or str(name).startswith("on"):
                    yield f"the attribute {name}"
            id_ = element.attrib.get("id")
            if id_ in seen:
                yield f"the id {id_} twice"
            seen.update([id_] if id_ else [])
        if len(list(self.tree.iter("h1"))) != 1:
            yield "not one main heading"
        for link in self.links():
            if link.strip().lower().startswith(("javascript:", "data:", "vbscript:")):
                yield f"the link {link}"
