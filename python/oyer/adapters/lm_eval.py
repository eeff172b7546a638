"""lm-evaluation-harness: ``metric: !function utils.pass_at_k`` with a ``utils.py`` beside the task's YAML that says
``from oyer.adapters.lm_eval import pass_at_k``. It stands in for Hugging Face's ``code_eval``."""

from __future__ import annotations

import ast
import builtins
import hashlib
import math
from collections.abc import Sequence
from typing import Any

from oyer.adapters._judge import Unjudged, judge_of
from oyer.errors import InvalidInput


def pass_at_k(references: Sequence[Any], predictions: Sequence[Sequence[str]], k: Sequence[int] | int = (1,),
              **_: Any) -> dict[str, float]:
    """pass@k of documents, by the unbiased estimator 1 - C(n-c, k) / C(n, k), as ``code_eval`` has it.

    Args:
        references: of each document its tests as code (``doc_to_target`` as lm-evaluation-harness's own HumanEval and
            MBPP have it), a task, or the id of one in ``$OYER_TASKS``.
        predictions: of each document n answers.
        k: numbers, each at most n.

    Raises :class:`oyer.adapters.Unjudged` where an answer could not be judged: a harness that failed is no wrong
    answer.

    >>> pass_at_k(["assert double(2) == 4"], [["def double(x): return 2 * x", "def double(x): return x + 1"]], k=[1, 2])
    {'pass@1': 0.5, 'pass@2': 1.0}
    """
    sizes = [k] if isinstance(k, int) else list(k)
    if len(references) != len(predictions):
        raise InvalidInput(f"{len(references)} references for {len(predictions)} documents; give one for each")
    truths = [truth for truth, answers in zip(map(_truth, references), predictions) for _ in answers]
    judged = iter(judge_of().results(truths, [answer for answers in predictions for answer in answers]))
    totals = dict.fromkeys(sizes, 0.0)
    for answers in predictions:
        passed = [next(judged) for _ in answers]
        if failed := [one for one in passed if one.passed is None]:
            raise Unjudged(f"an answer was not judged: {failed[0].infra_error}")
        right = sum(bool(one.passed) for one in passed)
        for size in sizes:
            totals[size] += _estimate(len(answers), right, size)
    return {f"pass@{size}": total / len(predictions) for size, total in totals.items()}


def _estimate(n: int, right: int, k: int) -> float:
    if not 1 <= k <= n:
        raise InvalidInput(f"pass@{k} of {n} answers: give each document {k} answers or more (repeats: {k})")
    return 1.0 - math.comb(n - right, k) / math.comb(n, k)


def _truth(reference: Any) -> Any:
    """Tests as code become a task: what they use and neither they nor Python define is the candidate's."""
    if not isinstance(reference, str) or judge_of().catalogue.get(reference) is not None:
        return reference
    try:
        tree = ast.parse(reference)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return reference  # a task as JSON, or a mistake that is told where truths are read
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    defined = {node.id for node in names if not isinstance(node.ctx, ast.Load)} | {
        node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))} | {
        argument.arg for argument in ast.walk(tree) if isinstance(argument, ast.arg)} | {
        (one.asname or one.name).split(".")[0] for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom)) for one in node.names}
    wanted = [node.id for node in names if node.id not in defined and not hasattr(builtins, node.id)]
    if not wanted:
        return reference
    digest = hashlib.sha256(reference.encode()).hexdigest()
    return {"schema": "oyer.task/1", "id": f"reference/{digest[:24]}", "prompt": "", "entry_point": wanted[0],
            "function": {"tests": [reference]}}
