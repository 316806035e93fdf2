"""What someone says they know, found in the graph."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.services.answers import KnownThings
from api.services.learners import unknown_again
from api.services.picture import Picture
from api.services.question import KnownQuestion, Scope
from api.services.wish import read_list
from api.services.workspace import Workspace
from graph.algorithms.known import Known
from graph.learner import LearnerState
from graph.model import NodeKind

_KINDS = (NodeKind.SKILL, NodeKind.LESSON, NodeKind.MODULE)


@dataclass(frozen=True, slots=True)
class Claims:
    """What is taken as known, and how an answer shows it."""

    known: Known
    shown: KnownThings


async def read_known(
    workspace: Workspace, picture: Picture, question: KnownQuestion, also: Sequence[str], scope: Scope
) -> Claims:
    """Return what a learner's stored state, options and words (``also``) say is known.

    A stored skill counts from the mastery that the settings name; a name that fits nothing is given back as
    unmatched, never guessed at.

    Raises
    ------
    UnknownId
        If a finished lesson, or a skill that is not known, is named that is not in the graph.
    """
    claimed: list[int] = []
    unmatched: list[str] = []
    for words in (*question.words, *also):
        nodes, missing = _named(picture, words, scope)
        claimed += nodes
        unmatched += missing
    done = [picture.find(name, [NodeKind.LESSON], scope.curriculum) for name in question.done]
    denied = {picture.find(name, _KINDS, scope.curriculum) for name in question.not_known}
    if question.learner:
        state = await workspace.store.learner(question.learner)
        claimed += _stored(picture, state, workspace.settings.mastery)
        denied.update(set(unknown_again(picture, state, scope)).difference(claimed))
    things = [node for node in dict.fromkeys([*claimed, *done]) if node not in denied]
    skills = [node for node in things if picture.snapshot.kind(node) is NodeKind.SKILL]
    lessons = [i for node in things if node not in skills for i in _lessons(picture, node)]
    known = Known.of(picture.snapshot, scope.view, skills=skills, done=lessons, not_known=denied)
    return Claims(known, KnownThings(items=picture.items(things), unmatched=tuple(dict.fromkeys(unmatched))))


def stored_known(picture: Picture, state: LearnerState, mastery: float, scope: Scope) -> Known:
    """Return what a learner's stored state says is known; a skill counts from ``mastery`` on."""
    things = set(_stored(picture, state, mastery))
    skills = {node for node in things if picture.snapshot.kind(node) is NodeKind.SKILL}
    denied = set(unknown_again(picture, state, scope)) - things
    return Known.of(picture.snapshot, scope.view, skills=skills, done=things - skills, not_known=denied)


def _named(picture: Picture, words: str, scope: Scope) -> tuple[list[int], list[str]]:
    """Return the nodes that words name, as a whole or else piece by piece, and the pieces that name none."""
    whole = picture.named(words, _KINDS, scope.curriculum)
    if whole:
        return picture.of_first_kind(whole, _KINDS), []
    found: list[int] = []
    missing: list[str] = []
    for piece in read_list(words):
        nodes = picture.named(piece, _KINDS, scope.curriculum)
        found += picture.of_first_kind(nodes, _KINDS)
        missing += [] if nodes else [piece]
    return found, missing


def _lessons(picture: Picture, node: int) -> Sequence[int]:
    """Return the lessons that are done for whoever knows a lesson or a whole module."""
    return picture.snapshot.lessons_of(node) if picture.snapshot.kind(node) is NodeKind.MODULE else [node]


def _stored(picture: Picture, state: LearnerState, mastery: float) -> Iterable[int]:
    """Return the stored skills and lessons that are still in the graph."""
    ids = [known.skill for known in state.knows if known.level >= mastery]
    ids += [completion.lesson for completion in state.completed]
    return [node for id_ in ids for node in picture.snapshot.lookup(id_, _KINDS)]
