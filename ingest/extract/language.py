"""The language of a text, by its most frequent small words; by its script where that settles it."""

import re
import unicodedata
from collections import Counter

_PROFILES = {
    "en": "the of and a to in is that for it with as are this be on you by an or from can we at not your",
    "de": (
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es werden "
        "wie sie wird"
    ),
    "fr": (
        "de la le et les des en un une du est pour que dans qui par sur au avec ce pas plus sont vous nous il"
    ),
    "es": "de la que el en y a los del se las por un para con no una su es al lo como más sus este esta",
    "it": "di e il la che in un a per è una con non del le si da i della sono come al più nel gli alla",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas ao das",
    "nl": (
        "de van het een en in is dat op te zijn met voor niet aan er om ook als bij uit door worden deze "
        "naar je"
    ),
    "sv": "och i att det som en på är av för med till den har de inte om ett från man kan var sig så eller",
    "da": "og i at det er en til af på som med for de den der ikke har et du kan om vi fra var eller",
    "pl": "i w na z do się nie że jest to o jak po co za od przez dla są oraz lub tym być może tego",
    "cs": "a v na je se že to s z do o i jako pro za by k jsou ale jak po nebo při které tak",
    "fi": (
        "ja on ei se että en hän oli mutta ovat kun niin myös tai joka kuin sen voi jos ole tämä mitä "
        "vain siitä"
    ),
    "tr": "ve bir bu için da de ile olarak daha çok gibi olan en ne var kadar sonra veya ya ki her mi değil",
}
_STOPWORDS = {language: frozenset(words.split()) for language, words in _PROFILES.items()}
_SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "ARABIC": "ar",
    "HEBREW": "he",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "THAI": "th",
}
_SAMPLE = 20_000
_LATIN = 0x2FF
"""The last code point of the Latin blocks that European languages are written in."""

_FEWEST = 4
_FEWEST_KINDS = 3
"""One word again and again may be a letter that is a word somewhere: *a* in English as in Czech."""

_LEAST = 0.12
_AHEAD = 1.25


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``, or None where that is not clear.

    A script other than Latin names its most frequent language (``ru`` for Cyrillic, ``ar`` for Arabic).
    """
    sample = text[:_SAMPLE]
    script = _script(sample)
    if script:
        return script
    words = re.findall(r"[^\W\d_]+", sample.lower())
    if not words:
        return None
    counts = Counter(words)
    found = {language: profile & counts.keys() for language, profile in _STOPWORDS.items()}
    scores = sorted(((sum(map(counts.__getitem__, known)), language) for language, known in found.items()))
    (second, _), (best, language) = scores[-2:]
    told = best >= _FEWEST and len(found[language]) >= _FEWEST_KINDS
    return language if told and best >= _LEAST * len(words) and best >= _AHEAD * second else None


def _script(sample: str) -> str | None:
    if sample.isascii():
        return None
    letters = [c for c in sample if ord(c) > _LATIN and c.isalpha()]
    latin = sum(1 for c in sample if c.isalpha()) - len(letters)
    if len(letters) <= latin:
        return None
    scripts = Counter(unicodedata.name(c, "?").partition(" ")[0] for c in letters)
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > len(letters) // 20:
        return "ja"
    return _SCRIPTS.get(scripts.most_common(1)[0][0])
