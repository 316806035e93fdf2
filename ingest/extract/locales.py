"""Names of languages, as folders and files of a site in several have them."""

import re

_WRITTEN = (
    "af ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl he hi hr hu hy id is "
    "it ja ka kk km ko ky lt lv mk ml mn mr ms my nb ne nl nn no pa pl pt ro ru si sk sl sq sr "
    "sv sw ta te th tl tr uk ur uz vi zh "
)
_CODES = frozenset(_WRITTEN.split())
_NAMES = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "dutch": "nl", "english": "en", "french": "fr",
    "german": "de", "hindi": "hi", "italian": "it", "japanese": "ja", "korean": "ko", "polish": "pl",
    "portuguese": "pt", "russian": "ru", "spanish": "es", "turkish": "tr", "ukrainian": "uk",
}  # fmt: skip
_REGION = re.compile(r"^([a-z]{2})(?:[-_](?:[a-z]{2}|hans|hant|\d{3}))?$", re.IGNORECASE)


def language_of(name: str) -> str | None:
    """Return the language that a folder or a suffix names (``fr``, ``pt-br``, ``english``), if any."""
    found = _REGION.match(name)
    code = found[1].lower() if found else _NAMES.get(name.lower(), "")
    return code if code in _CODES else None
