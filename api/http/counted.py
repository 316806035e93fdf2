"""Operations over streams, told to whoever counts when they first answer: a request is told of at its end."""

from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import aclosing
from typing import TypeAlias

from api.graphql.execution import Answer

Count: TypeAlias = Callable[[str, Collection[str]], None]
"""Takes the field that an operation asks for, and the codes of its errors."""


async def counted(answers: AsyncGenerator[Answer, None], count: Count) -> AsyncGenerator[Answer, None]:
    """Yield the answers of one operation, and count it with the first."""
    first = True
    async with aclosing(answers):
        async for answer in answers:
            if first:
                count(answer.asked, answer.codes)
                first = False
            yield answer
