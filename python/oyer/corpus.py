"""Corpora that ``oyer corpus build`` wrote, as Arrow batches: for tokenizers, filters and data loaders.

Needs pyarrow. Memory is bounded by ``rows`` and by what one row holds, whatever the corpus's size::

    for batch in batches("corpus", split="train", columns=["id", "files"]):
        for row in batch.to_pylist():
            train_on(row)
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pathlib
import re
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from .errors import Corrupt, InvalidInput, NotFound, Unsupported

if TYPE_CHECKING:
    import pyarrow

_FORMAT = "oyer-corpus/1"
_PIECE = 8 << 20  # bytes of JSON lines that are read together
_FEATURE = re.compile(r"^(?P<indent> *)- name: (?P<name>\S+)$")
_TYPE = re.compile(r"^ *(?P<form>dtype|sequence|list|struct):(?: '(?P<type>[^']+)')?$")


def batches(corpus: str | os.PathLike[str], *, split: str = "train", columns: Sequence[str] | None = None,
            rows: int = 256, verify: bool = False) -> Iterator[pyarrow.RecordBatch]:
    """The samples of a split, in the order in which they were written.

    Read from Parquet where the corpus has it, else from its JSON lines; both give the same columns and types.

    Args:
        corpus: the folder that ``oyer corpus build --out`` names.
        split: ``"train"`` or ``"validation"``.
        columns: their names; all unless given.
        rows: in a batch, at most.
        verify: compare each file with its SHA-256 in the manifest before it is read.

    Raises:
        oyer.NotFound: no corpus is there, or it has no such split.
        oyer.InvalidInput: it has no such column.
        oyer.Corrupt: a file of it is missing or damaged.
        oyer.Unsupported: pyarrow is not installed.
    """
    folder = pathlib.Path(corpus)
    paths = _shards(folder, split, verify)
    wanted = schema(folder)
    if columns is not None:
        if unknown := [name for name in columns if name not in wanted.names]:
            raise InvalidInput(f"the corpus has no column {unknown[0]!r}; it has {', '.join(wanted.names)}")
    if rows < 1:
        raise InvalidInput(f"rows={rows}: give 1 or more")
    read = _parquet if paths[0].suffix == ".parquet" else _json_lines
    for path in paths:
        try:
            yield from read(path, wanted, list(columns) if columns is not None else wanted.names, rows)
        except (OSError, ValueError) as error:  # Arrow's own errors are of these kinds
            raise Corrupt(f"{path}: {error}; build the corpus again") from error


def schema(corpus: str | os.PathLike[str]) -> pyarrow.Schema:
    """Names and types of a corpus's columns, as its dataset card tells them. Raises as :func:`batches`."""
    folder = pathlib.Path(corpus)
    manifest(folder)
    card = folder / "README.md"
    try:
        return _fields(card.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Corrupt(f"{card}: {error}; build the corpus again") from error


def manifest(corpus: str | os.PathLike[str]) -> dict[str, Any]:
    """The account of a corpus (``docs/formats.md``). Raises :class:`oyer.NotFound`, :class:`oyer.Corrupt`."""
    path = pathlib.Path(corpus) / "manifest.json"
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if told["format"] != _FORMAT:
            raise Unsupported(f"{path} has the format {told['format']!r}; this version reads {_FORMAT}")
    except FileNotFoundError as error:
        raise NotFound(f"there is no corpus in {corpus}: {path} is not there") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Corrupt(f"{path} is no manifest: {error}") from error
    return told


def _shards(folder: pathlib.Path, split: str, verify: bool) -> list[pathlib.Path]:
    """Files of the split, of one format: the one that is there, Parquet first."""
    listed = [shard for shard in manifest(folder)["shards"] if shard["path"].startswith(f"data/{split}-")]
    ending = ".parquet" if any(shard["path"].endswith(".parquet") for shard in listed) else ".jsonl.zst"
    chosen = [shard for shard in listed if shard["path"].endswith(ending)]
    if not chosen:
        raise NotFound(f"the corpus in {folder} has no split {split!r}")
    for shard in chosen if verify else ():
        if _sha256(folder / shard["path"]) != shard["sha256"]:
            raise Corrupt(f"{folder / shard['path']} is not what the manifest says; build the corpus again")
    return [folder / shard["path"] for shard in chosen]


def _sha256(path: pathlib.Path) -> str:
    digest = hashlib.sha256()
    with _opened(path) as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _opened(path: pathlib.Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise Corrupt(f"{path}: {error.strerror}; build the corpus again") from error


def _parquet(path: pathlib.Path, wanted: pyarrow.Schema, columns: list[str],
             rows: int) -> Iterator[pyarrow.RecordBatch]:
    from pyarrow import parquet

    with _opened(path) as file:
        # Buffered: column by column as it is needed, and not a row group at a time.
        yield from parquet.ParquetFile(file, pre_buffer=False, buffer_size=1 << 20).iter_batches(rows, columns=columns)


def _json_lines(path: pathlib.Path, wanted: pyarrow.Schema, columns: list[str],
                rows: int) -> Iterator[pyarrow.RecordBatch]:
    arrow = _pyarrow()
    from pyarrow import json as arrow_json

    with _opened(path) as file, arrow.CompressedInputStream(file, "zstd") as unpacked:
        lines = io.BufferedReader(unpacked, 1 << 20)
        while piece := b"".join(_some(lines, rows)):
            # One block: a row that crosses the end of one is refused.
            table = arrow_json.read_json(
                io.BytesIO(piece), arrow_json.ReadOptions(use_threads=False, block_size=len(piece) + 1),
                arrow_json.ParseOptions(explicit_schema=wanted, unexpected_field_behavior="error"))
            yield from table.select(columns).combine_chunks().to_batches(max_chunksize=rows)


def _some(lines: io.BufferedReader, rows: int) -> Iterator[bytes]:
    held = 0
    while rows > 0 and held < _PIECE and (line := lines.readline()):
        yield line
        held += len(line)
        rows -= 1


def _fields(card: str) -> pyarrow.Schema:
    """The features of a card's head, which Oyer wrote: no more of YAML than it writes."""
    arrow = _pyarrow()
    head = card.split("\n---\n", 1)[0]
    if "\n  features:\n" not in head:
        raise ValueError("the card tells no features")
    lines = head.split("\n  features:\n", 1)[1].split("\n  splits:", 1)[0].splitlines()
    fields, end = _fields_at(lines, 0, 2)
    if end != len(lines):
        raise ValueError(f"the card's feature {lines[end].strip()!r} is not understood")
    return arrow.schema(fields)


def _fields_at(lines: list[str], at: int, indent: int) -> tuple[list[pyarrow.Field], int]:
    """The fields that begin at this depth, and the line behind them."""
    arrow = _pyarrow()
    fields = []
    while at + 1 < len(lines) and (named := _FEATURE.match(lines[at])) and len(named["indent"]) == indent:
        typed = _TYPE.match(lines[at + 1])
        if typed is None or (typed["type"] is None) != (typed["form"] in ("list", "struct")) or indent > 40:
            raise ValueError(f"the type of the card's feature {named['name']!r} is not understood")
        at += 2
        if typed["type"] is None:
            inner, at = _fields_at(lines, at, indent + 2)
            kind = arrow.list_(arrow.struct(inner)) if typed["form"] == "list" else arrow.struct(inner)
        else:
            kind = _type_named(typed["type"])
            kind = arrow.list_(kind) if typed["form"] == "sequence" else kind
        fields.append(arrow.field(named["name"], kind))
    return fields, at


def _type_named(name: str) -> pyarrow.DataType:
    arrow = _pyarrow()
    if name == "timestamp[us, tz=UTC]":
        return arrow.timestamp("us", tz="UTC")
    return arrow.type_for_alias(name)


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise Unsupported("reading a corpus needs pyarrow (pip install pyarrow)") from error
    return pyarrow
