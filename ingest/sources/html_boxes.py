"""Boxes that an author set apart in HTML: notes, warnings, objectives, prerequisites."""

import re

from ingest.sources.html_tree import Element

BOXES = frozenset({"aside", "blockquote", "details", "div", "section"})
_BOX = re.compile(
    r"^(?:theme-)?(?:admonition|callout|alert|box|notice|panel|note-box|hint|message|infobox|aside)s?$"
)
_BOX_WORD = re.compile(
    r"^(?:theme-)?(?:admonition|callout|alert|box|notice|panel|aside|[a-z-]+-macro)[-_]{1,2}([a-z]+)$"
    r"|^(note|tip|hint|info|important|warning|caution|danger|attention|seealso|prereqs?|prerequisites?|objectives"
    r"|keypoints|questions|overview|challenge|solution|exercise|discussion|checklist|testimonial)$"
)
_NO_WORD = frozenset({"title", "heading", "content", "body", "icon", "block", "dismissible", "inner"})


def label_of(element: Element) -> str | None:
    """Return the word of a box that the author set apart: *warning* of ``class="admonition warning"``."""
    words: list[str] = []
    is_box = element.tag in {"aside", "details"}
    for name in element.classes():
        found = _BOX_WORD.match(name)
        word = (found[1] or found[2]) if found else None
        if word and word not in _NO_WORD:
            words.append(word)
        is_box = is_box or bool(_BOX.match(name)) or bool(found and found[1])
    alone = {"prereq", "prereqs", "prerequisite", "prerequisites", "objectives", "keypoints"}
    if words and (is_box or alone & {*words}):
        return words[-1]
    return "note" if element.tag == "aside" else None
