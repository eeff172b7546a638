"""What can go wrong that is not the candidate's doing.

A program that crashes, hangs or answers wrongly is a value: a :class:`oyer.Result` with its verdict. An exception is
always about the caller's data, this host, or Oyer itself.
"""

from __future__ import annotations


class Error(Exception):
    """Base of everything that Oyer raises. ``kind`` is the stable name of what went wrong."""

    kind = "bug"


class InvalidInput(Error, ValueError):
    """The data or an argument is wrong; the message names the place and a remedy."""

    kind = "invalid_input"


class NotFound(Error, LookupError):
    """A file, a task or an interpreter that was named is not there."""

    kind = "not_found"


class Unsupported(Error):
    """This host, or this version, cannot do what was asked. ``oyer doctor`` says what is missing."""

    kind = "unsupported"


class HostError(Error, OSError):
    """The operating system refused something."""

    kind = "host"


class Corrupt(Error):
    """A file of Oyer's is damaged."""

    kind = "corrupt"


class Busy(Error):
    """Another process holds what is needed."""

    kind = "busy"


class Cancelled(Error):
    """The work was stopped before its end."""

    kind = "cancelled"


_BY_KIND = {kind.kind: kind for kind in (InvalidInput, NotFound, Unsupported, HostError, Corrupt, Busy, Cancelled)}


def from_kind(kind: str, text: str) -> Error:
    """The exception for an error of the engine. Used by the bindings."""
    made = _BY_KIND.get(kind, Error)(text)
    made.kind = kind
    return made
