"""Print the public schema, to be committed: ``python -m api.graphql.print > api/graphql/schema.graphql``."""

import sys

from api.graphql.schema import build_schema


def printed_schema() -> str:
    """Return the schema in the schema definition language."""
    return build_schema().as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(printed_schema())
