"""Properties of pages that Notion exports: what they relate to stands as words with a path in parentheses."""

import re
from collections.abc import Iterable, Iterator

_PROPERTY = re.compile(r"^[^\W\d_][\w /-]{0,40}: .*\.md\)\s*$")
_RELATED = re.compile(r"(?<=[:,] )([^\[\](),:]+) \(([^()\s]+\.md)\)")


def with_links(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines with ``Requires: Loops (Course/Loops%201f….md)`` as a link."""
    for line in lines:
        yield _RELATED.sub(r"[\1](\2)", line) if _PROPERTY.match(line) else line
