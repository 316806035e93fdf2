"""What a sentence in another language than English builds on: lessons by their number or title alone.

Other words are left alone: where a sentence is not read as a whole, only a name that the page knows is sure.
"""

import re
from collections.abc import Collection, Iterator

from ingest.extract.assumptions import Assumption
from ingest.extract.enumerations import Term
from ingest.extract.measures import labels, numbering
from ingest.extract.passages import Passage

_VERBS = (
    r"setz(?:t|en) (.+?) voraus",
    r"bau(?:t|en) auf (.+?) auf",
    r"knüpf(?:t|en) an (.+?) an",
    r"(?:benötigt|erfordert|verlangt|aufbauend auf) (.+)",
    r"(?:(?:pré)?suppose|nécessite|requiert|exige|s'appuie sur|fait suite (?:à|aux?)) (.+)",
    r"(?:requiere|(?:pre)?supone|exige|necesita|se basa en|se apoya en) (.+)",
    r"(?:richiede|presuppone|si basa su(?:l|lla|i|lle)?) (.+)",
    r"(?:requer|pressupõe|baseia-se n?(?:em|[oa]s?)) (.+)",
    r"(?:vereist|veronderstelt|bouwt (?:voort|verder) op|gaat uit van) (.+)",
    r"(?:avoir|ayant) (?:suivi|fait|terminé|vu) (.+)",
    r"(?:haber|habiendo) (?:hecho|cursado|completado|visto|terminado) (.+)",
    r"(?:ter|tendo) (?:feito|cursado|concluído|completado|assistido) (?:a |à )?(.+)",
    r"(?:aver|avendo) (?:seguito|fatto|completato|finito) (.+)",
    r"(?:zuerst|vorher) (.+) (?:abschließen|machen|lesen|durcharbeiten)",
    r"(?:先修|前置|需先(?:学|完成))(?:课程|要求|知识)?[:\uff1a]?\s*(.+)",
    r"(?:kräver|förutsätter|bygger på|wymaga|opiera się na) (.+)",
    (
        r"^(?:voraussetzung(?:en)?|pr[ée]-?requis|requisitos?(?: previos?)?|prerequisit[io]|pré-?requisitos?"
        r"|voorkennis|förkunskaper|wymagania)"
        r"(?: (?:für|de la|de l'|du|des|de|da|do|della|van|för) .+?)? ?: (.+)"
    ),
)
_CUES = tuple(re.compile(rf"(?:\b|^|[。\uff1b]){verb}", re.IGNORECASE) for verb in _VERBS)
_NEGATED = re.compile(
    r"\b(?:nichts?|keine?n?|ne|n'|pas|aucune?|no|non|nessun\w*|não|nada|geen|niet|inte|nie)\b", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_END = re.compile(r"\.(?!\d)|[;:()!?。\uff1b]|,(?! \d)|\s[\u2013\u2014]\s")
_ARTICLE = re.compile(
    r"^(?:(?:das|die|den|dem|der|le|la|les|el|los|las|il|lo|i|gli|o|os|as|het|de)\s+|l')", re.IGNORECASE
)


def needed_in(sentence: Passage, titles: Collection[str]) -> Iterator[Assumption]:
    """Yield the lessons that a sentence says it builds on; a negated sentence says nothing.

    ``titles`` are those of the page's lessons, case-folded.
    """
    for cue in _CUES if titles or _DIGIT.search(sentence.text) else ():
        found = cue.search(sentence.text)
        if found is None or _NEGATED.search(sentence.text[: found.start(1)]):
            continue
        matter = sentence.part(*found.span(1))
        stop = _END.search(matter.text)
        matter = matter.part(0, stop.start() if stop else None).strip(" .,")
        bare = matter.part(article.end()) if (article := _ARTICLE.match(matter.text)) else matter
        named = bare.part(numbering(bare.text)[2])
        whole = next((w.text for w in (matter, bare, named) if w.text.casefold() in titles), None)
        for name in (whole,) if whole else labels(matter.text) or labels(bare.text):
            yield Assumption(Term(name, bare), sentence, place=True)
        return
