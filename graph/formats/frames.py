"""A graph as objects of other libraries: networkx, pandas, Polars. For Python, not for files."""

from typing import TYPE_CHECKING, Final, TypeAlias

from graph.errors import InvalidInput
from graph.formats.attributes import Value, link_row, node_row
from graph.formats.content import Content
from graph.formats.tables import TYPES, Columns, tables

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import polars as pl

Graph: TypeAlias = "nx.MultiDiGraph[str]"
PandasTables: TypeAlias = "tuple[pd.DataFrame, pd.DataFrame]"
PolarsTables: TypeAlias = "tuple[pl.DataFrame, pl.DataFrame]"

_PANDAS: Final = {int: "Int64", float: "float64", list: "object"}


def to_networkx(content: Content) -> Graph:
    """Return a graph whose nodes are ids and whose edges have their kind as key, both with their fields."""
    import networkx as nx  # noqa: PLC0415  # .2 s, which other uses of this module need not pay

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in content.nodes:
        graph.add_node(node.id, **_without(node_row(node), "id"))
    for link in content.links:
        edge, row = link.edge, _without(link_row(link), "source", "target")
        graph.add_edge(edge.source, edge.target, edge.kind.value, **row)
    return graph


def to_pandas(content: Content) -> PandasTables:
    """Return nodes and edges, with the columns of :mod:`graph.formats.tables`.

    Raises
    ------
    InvalidInput
        If pandas is not installed.
    """
    try:
        import pandas as pd  # noqa: PLC0415  # not of Cairn's requirements
    except ImportError as error:
        raise _absent("pandas") from error

    def frame(columns: Columns) -> "pd.DataFrame":
        series = {
            name: pd.Series(list(held), dtype=_PANDAS.get(TYPES.get(name, str), "str"))
            for name, held in columns.items()
        }
        return pd.DataFrame(series)

    nodes, edges = tables(content)
    return frame(nodes), frame(edges)


def to_polars(content: Content) -> PolarsTables:
    """Return nodes and edges, with the columns of :mod:`graph.formats.tables`.

    Raises
    ------
    InvalidInput
        If Polars is not installed.
    """
    try:
        import polars as pl  # noqa: PLC0415  # as above
    except ImportError as error:
        raise _absent("polars") from error
    types = {int: pl.Int64(), float: pl.Float64(), list: pl.List(pl.String)}

    def frame(columns: Columns) -> "pl.DataFrame":
        schema = {name: types.get(TYPES.get(name, str), pl.String()) for name in columns}
        return pl.DataFrame(dict(columns), schema=schema)

    nodes, edges = tables(content)
    return frame(nodes), frame(edges)


def _without(row: dict[str, Value], *names: str) -> dict[str, Value]:
    return {name: value for name, value in row.items() if name not in names}


def _absent(library: str) -> InvalidInput:
    return InvalidInput(f"{library} is not installed.", hint=f"pip install {library}")
