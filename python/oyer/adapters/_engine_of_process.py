"""One engine for all adapters of a process: opened when first needed, and again in each forked child."""

from __future__ import annotations

import atexit
import os
import threading
from typing import Any

from ..engine import Engine
from ..errors import InvalidInput

_lock = threading.Lock()
_engine: Engine | None = None
_options: dict[str, Any] = {}


def configure(**options: Any) -> None:
    """What :class:`oyer.Engine` is opened with; before the first reward is asked for.

    Raises :class:`oyer.InvalidInput` where the engine of this process is open already, with other options.
    """
    global _options
    with _lock:
        if _engine is not None and options != _options:
            raise InvalidInput("the engine of this process is open already; configure it before the first reward")
        _options = dict(options)


def shared_engine() -> Engine:
    """This process's engine. A forked child gets jails of its own when it first uses it. Thread safe."""
    global _engine
    with _lock:
        if _engine is None:
            _engine = Engine(**_options)
            atexit.register(close)
        return _engine


def close() -> None:
    """Takes the jails down; the next reward opens others."""
    global _engine
    with _lock:
        engine, _engine = _engine, None
    if engine is not None:
        engine.close()


def _after_fork() -> None:
    # Another thread of the parent may have held it; nobody here will give it back.
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_after_fork)
