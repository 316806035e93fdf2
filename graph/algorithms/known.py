"""What a learner starts from, and what follows from it without study."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from graph.algorithms.requirements import is_untaught, main_skills, parts_of, same_as, taught_by
from graph.model import NodeKind
from graph.snapshot import Snapshot, View


@dataclass(frozen=True, slots=True)
class Known:
    """Skills that are known and lessons that are done; knowing a skill says nothing of its prerequisites."""

    skills: frozenset[int]
    done: frozenset[int]

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        view: View,
        *,
        skills: Collection[int] = (),
        done: Collection[int] = (),
        not_known: Collection[int] = (),
    ) -> "Known":
        """Return what someone knows: skills, and what finished lessons taught, without ``not_known``."""
        taught = {skill for lesson in done for skill in taught_by(snapshot, lesson, view)}
        known = frozenset(skills)
        if not taught <= known:
            known |= taught
        return cls(known if known.isdisjoint(not_known) else known.difference(not_known), frozenset(done))

    def satisfies(self, snapshot: Snapshot, node: int, view: View) -> bool:
        """Return whether a required skill, lesson or module is met, or cannot be met by study."""
        if self.claims(snapshot, node, view) or is_untaught(snapshot, node, view):
            return True
        return snapshot.kind(node) is NodeKind.SKILL and self._follows(snapshot, node, view)

    def _follows(
        self, snapshot: Snapshot, skill: int, view: View, beyond: frozenset[int] = frozenset()
    ) -> bool:
        """Return whether a skill is known elsewhere, or all its parts are known or untaught."""
        if skill in self.skills or is_untaught(snapshot, skill, view):
            return True
        around = beyond | {skill}
        parts = parts_of(snapshot, skill, view)
        whole = bool(parts) and not around.intersection(parts)
        if whole and all(self._follows(snapshot, part, view, around) for part in parts):
            return True
        equals = same_as(snapshot, skill, view).keys() - around
        return any(
            self._follows(snapshot, i, view, around) for i in equals if not is_untaught(snapshot, i, view)
        )

    def claims(self, snapshot: Snapshot, node: int, view: View) -> bool:
        """Return whether a required skill is known, a required lesson met, a required module covered."""
        kind = snapshot.kind(node)
        if kind is NodeKind.LESSON:
            return self.meets(snapshot, node, view)
        if kind is NodeKind.MODULE:
            return self.covers(snapshot, node, view)
        return node in self.skills

    def meets(self, snapshot: Snapshot, lesson: int, view: View) -> bool:
        """Return whether a required lesson is met: done, or what it is about is known."""
        if lesson in self.done:
            return True
        main = main_skills(snapshot, lesson, view)
        return bool(main) and self.skills.issuperset(main)

    def covers(self, snapshot: Snapshot, module: int, view: View) -> bool:
        """Return whether every lesson of a module is met; a module without lessons is not covered."""
        lessons = snapshot.lessons_of(module)
        return bool(lessons) and all(self.meets(snapshot, lesson, view) for lesson in lessons)


NOTHING: Final = Known(frozenset(), frozenset())
"""What someone knows who begins."""
