"""Sites in several languages: one of them is the curriculum, and the others add nothing to it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from ingest.extract.locales import language_of
from ingest.records import Draft

_SUFFIX = re.compile(r"^(.+)\.([\w-]{2,7})(\.\w+)$")
_MOSTLY = 0.5
"""The share of a language's pages that must have a counterpart: else its name means something else."""

_Trees: TypeAlias = dict[str, dict[str, Draft]]
"""Pages by language, as folders and files name it (``""``: none does), and by what translations share."""


def without_translations(drafts: Sequence[Draft]) -> tuple[list[Draft], list[str]]:
    """Return drafts in which translations say nothing, and a note for each group of them.

    Languages are told from folders (``content/fr/loops.md``) or suffixes (``loops.fr.md``) where they have
    pages in common, and where what is written in them does not contradict it. The language that the site's
    manifest names stays, else the one with most pages.
    """
    pages = [draft for draft in drafts if not draft.is_manifest]
    chosen = next((d.language for d in drafts if d.is_manifest and d.language), None)
    silent: set[str] = set()
    notes = []
    for place, trees in [*_folders(pages), *_suffixes(pages)]:
        main = _main(trees, chosen)
        others = {name: tree for name, tree in trees.items() if name != main}
        gone = {draft.uri for tree in others.values() for draft in tree.values()} - silent
        if gone:
            silent |= gone
            notes.append(_note(place, main, others, len(gone)))
    return [_silenced(draft) if draft.uri in silent else draft for draft in drafts], notes


def _silenced(draft: Draft) -> Draft:
    return replace(draft, candidates=(), relations=(), zones={})


def _note(place: str, main: str, others: Iterable[str], pages: int) -> str:
    named = ", ".join(sorted(name or "the default language" for name in others))
    where = place or "The site"
    one = f"{pages} pages" if pages > 1 else "1 page"
    return f"{where}: {one} in {named} left out as translations; {main or 'what names no language'} is read."


def _main(trees: _Trees, chosen: str | None) -> str:
    """Return the language that stays."""
    named = [name for name in sorted(trees) if chosen and _is(name, chosen)]
    if named:
        return named[0]
    if "" in trees and chosen:  # pages that name no language are in the default one
        return ""
    return min(trees, key=lambda name: (-len(trees[name]), name != "", not _is(name, "en"), name))


def _is(name: str, language: str) -> bool:
    return language_of(name) == language_of(language)


def _folders(pages: Sequence[Draft]) -> Iterator[tuple[str, _Trees]]:
    """Yield the folders that hold one for each language, or a language's beside pages of the default one."""
    below: defaultdict[str, _Trees] = defaultdict(lambda: defaultdict(dict))
    for draft in pages:
        parts = draft.uri.split("/")
        for depth, part in enumerate(parts[:-1]):
            if language_of(part):
                below["/".join(parts[:depth])][part]["/".join(parts[depth + 1 :])] = draft
                break
    for place, trees in sorted(below.items()):
        start = f"{place}/" if place else ""
        inside = {draft.uri for tree in trees.values() for draft in tree.values()}
        beside = {
            draft.uri.removeprefix(start): draft
            for draft in pages
            if draft.uri.startswith(start) and draft.uri not in inside
        }
        found = {**trees, "": beside} if beside else dict(trees)
        yield from _told(place, found)


def _suffixes(pages: Sequence[Draft]) -> Iterator[tuple[str, _Trees]]:
    """Yield the pages of which others are translations by their suffix."""
    trees: _Trees = defaultdict(dict)
    for draft in pages:
        folder, _, name = draft.uri.rpartition("/")
        found = _SUFFIX.match(name)
        language = found[2] if found and language_of(found[2]) else ""
        own = f"{found[1]}{found[3]}" if found and language else name
        trees[language][f"{folder}/{own}"] = draft
    yield from _told("", trees)


def _told(place: str, trees: Mapping[str, dict[str, Draft]]) -> Iterator[tuple[str, _Trees]]:
    """Yield what is left of trees without those that have little in common with the others."""
    kept = {
        name: tree
        for name, tree in trees.items()
        if not name or _shared(tree, [other for key, other in trees.items() if key != name])
    }
    if "" in kept and not _is_default(kept[""], [tree for name, tree in kept.items() if name]):
        del kept[""]
    if len(kept) > 1 and _are_written(kept):
        yield place, kept


def _shared(tree: Mapping[str, Draft], others: Sequence[Mapping[str, Draft]]) -> bool:
    return any(len(tree.keys() & other.keys()) >= _MOSTLY * min(len(tree), len(other)) for other in others)


def _is_default(tree: Mapping[str, Draft], others: Sequence[Mapping[str, Draft]]) -> bool:
    """Tell whether pages that name no language are what others are translations of, not just beside them."""
    shared = any(len(tree.keys() & other.keys()) >= _MOSTLY * len(other) for other in others)
    return shared and len(tree) >= max(map(len, others))


def _are_written(trees: _Trees) -> bool:
    """Tell whether any tree is in the language that it names, or nothing is known of any."""
    written = {name: Counter(d.language for d in tree.values() if d.language) for name, tree in trees.items()}
    told = {name: most.most_common(1)[0][0] for name, most in written.items() if name and most}
    return not told or any(_is(name, language) for name, language in told.items())
