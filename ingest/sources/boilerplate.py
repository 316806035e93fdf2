"""What of a web page is its content: the part that readers came for, without what every page repeats."""

import re

from ingest.sources.html_tree import Element

_NEVER = frozenset((
    "head", "script", "style", "template", "noscript", "svg", "math", "canvas", "iframe", "object", "form",
    "button", "select", "datalist", "dialog", "nav", "audio", "video", "map",
))  # fmt: skip
_AROUND = frozenset({"header", "footer", "aside"})
"""Around the content these are the site's; inside it they are its own title, notes and boxes."""

_ROLES = frozenset((
    "navigation", "search", "banner", "contentinfo", "complementary", "menu", "menubar", "toolbar",
    "dialog", "alertdialog", "status", "doc-toc", "doc-pagelist",
))  # fmt: skip
_NAMES = re.compile(
    r"^(?:(?:site|page|main|top|bottom|global|local|sticky|theme|md|bd|pst|wy|sphinx|doc|docs)?[-_]*)"
    r"(?:nav|navbar|navigation|navi|menu|sidebar\w*|sidenav|breadcrumbs?|toc(?:[-_]?macro)?|table[-_]of[-_]contents|tableofcontents"
    r"|cookies?|banner|share|sharing|social|pagination|paginator|pager|prev[-_]?next|related|comments?"
    r"|skip[-_]?(?:link|nav|to)\w*|search\w*|edit[-_]?(?:page|this|link|url)\w*|feedback|newsletter|advert\w*"
    r"|footer|copyright|headerlink|hash-?link|anchor[-_]?link|heading-?anchor|back-?to-?top|print-?(?:only|hide)"
    r"|sr-only|visually-?hidden|access-?hide|screen-?reader(?:-text|-only)?|assistive-?text)$"
)
_SITE_HEADER = re.compile(r"^(?:(?:site|page|main|top|global)[-_]?)?(?:header|masthead|topbar|top-bar)$")
"""Names of a box above the content: the site's, unless the page's own title stands in it."""

_BOXES = frozenset({"div", "section", "aside", "ul", "ol", "p", "a", "span", "header", "footer", "details"})


def content(root: Element) -> Element:
    """Return the element that holds the content: what the page marks as such, else its whole body.

    Marks are ``main`` and ``role="main"``, a single ``article``, and ``itemprop="articleBody"``; of several
    the one with most words is taken.
    """
    elements = [element for element in root.walk() if not is_hidden(element)]
    for is_marked in (_is_main, _is_body_of_article, _is_article):
        marked = [element for element in elements if is_marked(element)]
        if len(marked) == 1 or (marked and is_marked is not _is_article):
            return max(marked, key=lambda element: sum(len(text.words) for text in element.texts()))
    return next((element for element in elements if element.tag == "body"), root)


def is_boilerplate(element: Element, *, inside: bool) -> bool:
    """Tell whether an element is none of the content's; ``inside`` an element that is marked as content."""
    if element.tag in _NEVER or is_hidden(element):
        return True
    if element.tag in _AROUND and not inside:
        return True
    if element.attributes.get("role", "").lower() in _ROLES:
        return True
    if element.tag not in _BOXES:
        return False
    names = [*element.classes(), element.attributes.get("id", "").lower()]
    if any(_NAMES.match(name) for name in names):
        return True
    titled = any(below.tag == "h1" for below in element.walk())
    return not inside and not titled and any(map(_SITE_HEADER.match, names))


def is_marked(element: Element) -> bool:
    """Tell whether an element says of itself that it is the content."""
    return _is_main(element) or _is_body_of_article(element) or _is_article(element)


def is_hidden(element: Element) -> bool:
    """Tell whether an element is not shown."""
    attributes = element.attributes
    style = attributes.get("style", "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style or attributes.get("aria-hidden") == "true"


def _is_main(element: Element) -> bool:
    return element.tag == "main" or element.attributes.get("role", "").lower() == "main"


def _is_body_of_article(element: Element) -> bool:
    return element.attributes.get("itemprop", "").lower() == "articlebody"


def _is_article(element: Element) -> bool:
    return element.tag == "article"
