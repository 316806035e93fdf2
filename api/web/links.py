"""Where things of the graph have their pages."""

from urllib.parse import quote, urlencode, urlsplit

from api.services.answers import Evidence, Item, LessonCard
from graph.model import NodeId, NodeKind

_WITH_PAGES = (NodeKind.LESSON, NodeKind.SKILL, NodeKind.DOCUMENT)


def item_url(item: Item | LessonCard) -> str:
    """Return the page of a lesson, skill or document; for what has none, the path to it."""
    if isinstance(item, LessonCard):
        return node_url(NodeKind.LESSON, item.id)
    return node_url(item.kind, item.id) if item.kind in _WITH_PAGES else goal_url(item)


def impact_url(item: Item | LessonCard) -> str:
    """Return the page that says what would happen without a lesson or skill."""
    return f"/impact{item_url(item)}"


def goal_url(item: Item) -> str:
    """Return the path to something."""
    return f"/path?{urlencode({'goal': item.id})}"


def document_url(document: NodeId) -> str:
    """Return the page of a document."""
    return node_url(NodeKind.DOCUMENT, document)


def node_url(kind: NodeKind, node: NodeId) -> str:
    """Return the page of a node: ``/skill/<curriculum>/<slug>`` for ``<curriculum>/skill/<slug>``."""
    curriculum, _, rest = node.partition("/")
    slug = rest.partition("/")[2]
    return f"/{kind.value.lower()}/{quote(curriculum, safe='')}/{quote(slug)}"


def node_id(kind: NodeKind, curriculum: str, slug: str) -> NodeId:
    """Return the id behind the address of a page."""
    return NodeId(f"{curriculum}/{kind.value.lower()}/{slug}")


def evidence_url(evidence: Evidence) -> str | None:
    """Return the page of the document that says something, at the lines that say it."""
    if evidence.document is None:
        return None
    page = document_url(evidence.document)
    if evidence.first is None:
        return page
    last = evidence.last or evidence.first
    return f"{page}?lines={evidence.first}-{last}#L{evidence.first}"


def is_web_address(url: str | None) -> bool:
    """Return whether an address from a document may become a link: ``javascript:`` and its like may not."""
    try:
        return url is not None and urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


def own_address(address: str) -> str:
    """Return an address of this server, or the root for one that leads elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or not address.startswith("/") or address[1:2] in {"/", "\\"}:
        return "/"
    return address
