"""Oyer's rewards in the shape that trainers and evaluators ask for: one module for each.

Every adapter takes completions as text or as chat messages and finds the task in the row (see ``docs/adapters/``).
A candidate that could not be judged is tried again; after that it is None where the trainer knows None, and
:class:`Unjudged` otherwise, unless another number was asked for. It is never silently a 0.
"""

from ._engine_of_process import close, configure, shared_engine
from ._judge import Judge, Unjudged, text_of
from ._truth import Catalogue

__all__ = ["Catalogue", "Judge", "Unjudged", "close", "configure", "shared_engine", "text_of"]
