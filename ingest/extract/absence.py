"""Words that stand where there is nothing to state: *None*, *Keine Vorkenntnisse nötig*, *Ninguno*."""

import re

_NONE = (
    r"(?:no(?:ne|thing)?|n/?a|keine?|ning[uú]n[oa]?s?|nada|aucune?|néant|nessun[oa]?|nenhuma?|geen|inga|brak)"
)
_NEEDED = (
    r"(?:required|needed|necessary|nötig|notwendig|erforderlich|vorausgesetzt|benötigt|requerid[oa]s?|necesari[oa]s?"
    r"|nécessaires?|requise?s?|richiest[oaie]|necessari[oaie]|nodig|vereist)"
)
_KNOWLEDGE = (
    r"(?:vorkenntnisse|vorwissen|voraussetzung(?:en)?|conocimientos? previos?|requisitos?"
    r"|experiencia(?: previa)?"
    r"|pré-?requis|connaissances? préalables?|prerequisit[oi]|pré-?requisitos?|voorkennis)"
)
_ABSENT = re.compile(
    rf"^{_NONE}(?: .{{0,60}})? {_NEEDED}$|^{_NONE}(?: \w+)? {_KNOWLEDGE}$|^{_NONE}$", re.IGNORECASE
)


def says_none(words: str) -> bool:
    """Tell whether words say that there is nothing of what their heading announces, in many languages."""
    return bool(_ABSENT.match(words.strip(" .!*_()\u2013\u2014-")))
