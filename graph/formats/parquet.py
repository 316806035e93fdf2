"""Parquet: nodes and edges as typed tables in one zip, for warehouses and data frames."""

import io
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from graph.errors import FormatError
from graph.formats.content import Content
from graph.formats.tables import TYPES, Columns, tables

if TYPE_CHECKING:
    import pyarrow as pa

_MADE = (1980, 1, 1, 0, 0, 0)
"""The moment that the entries of the zip carry: equal graphs are equal files."""


def write(content: Content, out: BinaryIO) -> None:
    """Write a zip that holds nodes.parquet and edges.parquet.

    Raises
    ------
    FormatError
        If pyarrow is not installed, which the extra ``tables`` brings.
    """
    try:
        import pyarrow.parquet as pq  # noqa: PLC0415  # an extra that few installations have
    except ImportError as error:
        raise FormatError(
            "Parquet needs pyarrow, which is not installed.", hint="pip install 'cairn-curriculum[tables]'"
        ) from error
    with zipfile.ZipFile(out, "w") as archive:
        for name, columns in zip(("nodes", "edges"), tables(content), strict=True):
            held = io.BytesIO()
            pq.write_table(_table(columns), held, compression="zstd")
            archive.writestr(zipfile.ZipInfo(f"{name}.parquet", _MADE), held.getvalue())


def _table(columns: Columns) -> "pa.Table":
    import pyarrow as pa  # noqa: PLC0415  # as above

    types = {int: pa.int32(), float: pa.float32(), list: pa.list_(pa.string())}
    arrays = {
        name: pa.array(held, types.get(TYPES.get(name, str), pa.string())) for name, held in columns.items()
    }
    return pa.table(arrays)
