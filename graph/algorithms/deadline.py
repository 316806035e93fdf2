"""How long a computation may go on."""

from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Final


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock, in seconds; after it the best answer so far is returned."""

    at: float = inf

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the deadline some seconds from now."""
        return cls(monotonic() + seconds)

    def share(self, part: float) -> "Deadline":
        """Return the deadline at which a part of the time that is left is over."""
        return self if self.at == inf else Deadline.after(part * self.remaining())

    def sooner(self, seconds: float) -> "Deadline":
        """Return the deadline so many seconds before this one."""
        return Deadline(self.at - seconds)

    def at_least(self, seconds: float) -> "Deadline":
        """Return this deadline, or the one some seconds from now if it is nearer than that."""
        return self if self.remaining() >= seconds else Deadline.after(seconds)

    def remaining(self) -> float:
        """Return the seconds that are left, at least 0."""
        return max(0.0, self.at - monotonic())

    def passed(self) -> bool:
        """Return whether time is up."""
        return self.at < inf and monotonic() >= self.at


FOREVER: Final = Deadline()
"""For what may take as long as it needs."""
