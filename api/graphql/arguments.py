"""Arguments that several fields take, each described once."""

from typing import Annotated, TypeAlias

from strawberry import ID, argument

from api.graphql.enums import View

CurriculumId: TypeAlias = Annotated[
    ID | None, argument(description="Look in this curriculum only; in all by default.")
]
Belief: TypeAlias = Annotated[View, argument(description="What to believe.")]
MinConfidence: TypeAlias = Annotated[
    float, argument(description="In the view INFERRED: from where inferred prerequisites bind, 0 to 1.")
]
First: TypeAlias = Annotated[int, argument(description="How many to list, from 1 to 100.")]
After: TypeAlias = Annotated[str | None, argument(description="Go on from this cursor.")]
Learner: TypeAlias = Annotated[
    ID | None, argument(description="Whose kept state counts as well; the learner's pseudonym.")
]
Key: TypeAlias = Annotated[
    str | None,
    argument(description="A name of your own for this change: sent again with it, it is done once."),
]
