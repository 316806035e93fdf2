"""Same skill in other words: which names mean one skill, and why.

Rules decide: case, hyphen or blank, plural, a few filler words, the curriculum's own subject in front, and
abbreviations that the text itself spells out. Similarity may only propose: words have the last word, so that
"GraphQL" and "Graph theory" stay apart whatever an embedding says (:mod:`ingest.resolve.likeness`).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from networkx.utils import UnionFind

from embeddings.words import root
from ingest.words import singular, words

FILLERS = frozenset({"a", "an", "the", "your", "our", "of", "using", "introduction", "intro", "to"})
"""Words that make no other skill of one."""

MayJoin = Callable[[Collection[str], Collection[str]], bool]
"""Tells whether two groups of names may be of one skill."""

_ABBREVIATED = re.compile(r"((?:[^\W_][\w'-]*[ -]+){1,8})\(([^\W\d_][\w]{1,7})\)")


@dataclass(frozen=True, slots=True)
class Sameness:
    """Two names of one skill; ``score`` is 1.0 unless similarity decided."""

    one: str
    other: str
    reason: str
    score: float = 1.0


def exact_key(name: str) -> str:
    """Return what equal texts share: case, blanks and end marks aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split()).rstrip(" .;:!")


def skill_key(name: str, code: Collection[str] = frozenset()) -> str:
    """Return what names of one skill share: letters without case, hyphens, plural endings and filler words.

    ``code`` are names of functions, modules and the like: their endings are no plurals.
    """
    bare = name.strip().rstrip(".;:!")
    if not words(bare) or bare in code:
        return exact_key(bare)
    spoken = re.sub(r"(?<!\w)\.(?=\w)", "dot", bare)
    kept = [word for word in words(spoken) if word.casefold() not in FILLERS] or words(spoken)
    return "".join(singular(word) for word in kept)


def abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """Return the abbreviations that texts spell out as "Long Form (LF)", each with its long form.

    One that is spelt out in two ways is left out: it stands for neither for certain.
    """
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for text in texts:
        for match in _ABBREVIATED.finditer(text):
            long = _long_form(match[1], match[2])
            if long:
                found[match[2]].setdefault(skill_key(long), long)
    return {short: next(iter(longs.values())) for short, longs in found.items() if len(longs) == 1}


def _long_form(before: str, short: str) -> str | None:
    """Return the words before a bracket whose initials spell ``short``, if they do."""
    letters = short.removesuffix("s") if short[:-1].isupper() else short
    if not (letters.isupper() or any(c.isupper() for c in letters[1:])):
        return None
    parts = re.findall(r"[^\s-]+[\s-]*", before)
    tail = "".join(parts[-len(letters) :]).strip(" -")
    initials = "".join(part[0] for part in parts[-len(letters) :])
    return tail if initials.casefold() == letters.casefold() else None


def proper_names(candidates: Iterable[str], texts: Collection[str]) -> frozenset[str]:
    """Return the words that texts write with a capital amid a sentence, and never in small letters.

    *Python* is one, *Window* is none, nor is a word that only ever begins a heading.
    """

    def stands(pattern: str) -> bool:
        return any(map(re.compile(pattern).search, texts))

    return frozenset(
        word
        for word in candidates
        if word != (low := word.casefold())
        and stands(rf"[^\W\d_] {re.escape(word)}(?!\w)")
        and not stands(rf"(?<!\w){re.escape(low)}(?!\w)")
    )


def same_skills(
    names: Collection[str],
    *,
    code: Collection[str] = frozenset(),
    spelt_out: Mapping[str, str] | None = None,
    subjects: Collection[str] = frozenset(),
) -> list[Sameness]:
    """Return why names mean the same skill by the rules, as pairs; what is not linked stays apart.

    ``subjects`` are the proper names in the curriculum's title: among lessons on Python, *Python list
    comprehensions* are *list comprehensions*.
    """
    keyed: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (len(name), name)):
        keyed[skill_key(_without_brackets(name, spelt_out or {}), code)].append(name)
    found = [
        Sameness(group[0], name, _reason(group[0], name)) for group in keyed.values() for name in group[1:]
    ]
    first = {key: group[0] for key, group in keyed.items()}
    found += _other_forms([name for name in first.values() if name not in code])
    for name in first.values():
        subject, _, rest = name.partition(" ")
        plain = first.get(skill_key(rest, code)) if subject in subjects and name not in code else None
        if plain:
            found.append(Sameness(plain, name, f"all of this curriculum is about {subject}"))
    for short, long in sorted((spelt_out or {}).items()):
        ends = first.get(skill_key(long, code)), first.get(skill_key(short, code))
        if ends[0] and ends[1] and ends[0] != ends[1]:
            found.append(Sameness(ends[0], ends[1], f"abbreviation: the text says “{long} ({short})”"))
    return found


def _without_brackets(name: str, spelt_out: Mapping[str, str]) -> str:
    """Return "Long Form" for "Long Form (LF)" where the texts agree on what LF stands for."""
    match = re.fullmatch(r"(.+?)\s*\((\w+)\)", name)
    return match[1] if match and match[2] in spelt_out else name


def _reason(one: str, other: str) -> str:
    if exact_key(one) == exact_key(other):
        return "same words, other case"
    plain = ["".join(words(name)).casefold() for name in (one, other)]
    if plain[0] == plain[1]:
        return "same words, other hyphens or blanks"
    singulars = ["".join(singular(word) for word in words(name)) for name in (one, other)]
    return "singular and plural" if singulars[0] == singulars[1] else "same but for filler words"


def _other_forms(names: Iterable[str]) -> list[Sameness]:
    """Return names of one activity: *exception handling* and *handling exceptions*, *unit test(ing)*.

    Other words in another order are another thing: *state machine* is no *machine state*.
    """
    forms: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (len(name), name)):
        parts = [word.casefold() for word in words(name)]
        if len(parts) > 1:
            turned = [*parts[1:], parts[0]] if parts[0].endswith("ing") else parts
            forms[*map(singular, turned[:-1]), root(turned[-1])].append(name)
    return [
        Sameness(group[0], name, "the same activity in another form")
        for group in forms.values()
        for name in group[1:]
        if any(_is_activity(other) for other in group)
    ]


def _is_activity(name: str) -> bool:
    """Tell whether a name begins or ends with a gerund."""
    parts = words(name)
    return parts[0].casefold().endswith("ing") or parts[-1].casefold().endswith("ing")


def groups(
    names: Iterable[str], samenesses: Iterable[Sameness], may_join: MayJoin
) -> tuple[list[list[str]], list[Sameness]]:
    """Return the names in groups of one skill each, and the samenesses that would join what may not be.

    Groups and names are sorted, the shortest name first. A sameness that comes first goes before later ones.
    """
    union: UnionFind[str] = UnionFind(names)
    members: dict[str, list[str]] = {}
    refused = []
    for sameness in samenesses:
        roots = union[sameness.one], union[sameness.other]
        if roots[0] == roots[1]:
            continue
        some, others = (members.get(root, [root]) for root in roots)
        if may_join(some, others):
            union.union(*roots)
            members[union[roots[0]]] = [*some, *others]
        else:
            refused.append(sameness)
    found = [sorted(group, key=lambda name: (len(name), name)) for group in union.to_sets()]
    return sorted(found), refused
