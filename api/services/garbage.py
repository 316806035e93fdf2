"""When the garbage collector looks at what: never for long while somebody waits.

Nothing else runs while it looks. By itself it looks whenever so many more objects were made than let go of;
where what answers keep comes and goes at the same pace that is seldom, and what came since the last look is a
lot: looks of 70 milliseconds beside requests of a quarter of one. So here it looks by the clock.
"""

import gc
from typing import Final

import anyio

_YOUNG: Final = 10_000
"""Objects made before the collector looks at them by itself: more than most requests make."""
_LOOKS: Final = 3, 10_000
"""Looks at new objects before one at all that outlived them, and looks at these before one at all that lives.

The latter is left to the clock, below.
"""
_OFTEN: Final = 0.05
"""Seconds between two looks at what is new: a millisecond where all is busy."""
_SELDOM: Final = 4
"""Such looks before one at what outlived them."""
_RARELY: Final = 300
"""Such looks before one at all that came since the revision: once a minute, for some tens of milliseconds.

Requests that were under way at both looks are a part of that, with the rings that they left since: under a
flood of mistakes some nine objects a request.
"""


async def collect_often() -> None:
    """Look at what is new, many times a second, and rarely at what is older, until cancelled."""
    while True:
        for _ in range(_RARELY):
            for _ in range(_SELDOM):
                await anyio.sleep(_OFTEN)
                gc.collect(0)
            gc.collect(1)
        gc.collect(2)


def settle(*, anew: bool = False) -> None:
    """Have the collector look once at what came since the last time, and then leave it alone.

    What a revision rests on lives as long as it: a collection that visits it again, in the midst of a
    request, takes longer than a path does. Nor is it worth while to look a hundred times at what one
    request makes: a path of a large graph was a fifth slower for it. A server has it look at a part of a
    revision at a time; ``anew`` is at all that lives, for what has died since, and comes before the first
    part.
    """
    if anew:
        gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *_LOOKS)
