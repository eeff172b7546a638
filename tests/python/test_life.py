"""An engine among the rest of a program: threads, event loops, forks, interrupts and ends."""

import asyncio
import copy
import concurrent.futures
import multiprocessing
import os
import pathlib
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from conftest import DOUBLE, ENDLESS, RIGHT, WRONG, children_of, processes_of

import oyer


def test_threads_share_the_workers(engine):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(engine.reward, DOUBLE, [RIGHT, WRONG + f"# {place}"]) for place in range(24)]
        assert [call.result() for call in calls] == [[1.0, 0.0]] * 24


def test_many_calls_can_be_awaited_at_once(engine):
    async def all_of_them():
        calls = [engine.grade_async(DOUBLE, [RIGHT if place % 2 else WRONG]) for place in range(60)]
        return [results[0].reward for results in await asyncio.gather(*calls)]

    assert asyncio.run(all_of_them()) == [0.0, 1.0] * 30


def test_a_cancelled_call_ends_its_runs():
    async def cancelled(engine):
        call = asyncio.ensure_future(engine.grade_async(DOUBLE, [ENDLESS]))
        await asyncio.sleep(0.5)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        return await engine.grade_async(DOUBLE, [RIGHT])

    with oyer.Engine(jobs=1, cpu=600) as engine:
        assert asyncio.run(cancelled(engine))[0].reward == 1.0


def test_leaving_a_stream_cancels_what_is_left():
    with oyer.Engine(jobs=1, cpu=600) as engine:
        stream = engine.stream(DOUBLE, [RIGHT, ENDLESS], ordered=True)
        assert next(stream).verdict == "accepted"
        stream.close()
        assert engine.reward(DOUBLE, [RIGHT]) == [1.0]


def test_a_stream_tells_results_as_they_come(engine):
    rows = [ENDLESS, RIGHT, WRONG]
    assert sorted(one.index for one in engine.stream(DOUBLE, rows)) == [0, 1, 2]
    assert [one.index for one in engine.stream(DOUBLE, rows, ordered=True)] == [0, 1, 2]


def test_closing_leaves_no_process_behind():
    before = processes_of()
    engine = oyer.Engine(jobs=2)
    engine.reward(DOUBLE, [RIGHT, WRONG])
    assert processes_of() - before
    engine.close()
    engine.close()
    assert processes_of() - before == set()
    with pytest.raises(oyer.Unsupported, match="closed"):
        engine.reward(DOUBLE, [RIGHT])


@pytest.mark.parametrize("call", ["grade", "stream"])
def test_a_call_on_an_engine_that_is_closed_meanwhile_gives_no_list_with_holes(call):
    engine = oyer.Engine(jobs=1, cpu=600)
    threading.Timer(1.0, engine.close).start()
    with pytest.raises(oyer.Cancelled, match="after . of 2 candidates"):
        list(getattr(engine, call)(DOUBLE, [RIGHT, ENDLESS]))


def test_warm_jails_are_used_again():
    with oyer.Engine(jobs=1) as engine:
        engine.reward(DOUBLE, [RIGHT])
        guards = children_of()  # those of the session's engine, too
        engine.reward(DOUBLE, [WRONG])
        assert guards and children_of() == guards


def _reward_in_child(engine):
    return engine.reward(DOUBLE, [RIGHT, WRONG])


@pytest.mark.parametrize("used_before", [False, True])
def test_a_forked_worker_judges_with_jails_of_its_own(used_before):
    with oyer.Engine(jobs=1) as engine:
        if used_before:
            engine.reward(DOUBLE, [RIGHT])
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            status = 1
            try:
                status = 0 if _reward_in_child(engine) == [1.0, 0.0] else 2
                engine.close()
            finally:
                os._exit(status)
        os.close(write)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        os.close(read)
        assert _reward_in_child(engine) == [1.0, 0.0]


def test_a_child_does_not_keep_its_parents_jails_alive():
    before = processes_of()
    engine = oyer.Engine(jobs=1)
    engine.reward(DOUBLE, [RIGHT])
    child = os.fork()
    if child == 0:
        time.sleep(60)
        os._exit(0)
    try:
        ours = processes_of() - before - {child}
        assert ours
        engine.close()
        assert processes_of() & ours == set()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_an_engine_with_a_ledger_is_not_used_in_a_child(tmp_path):
    with oyer.Engine(jobs=1, ledger=tmp_path / "ledger") as engine:
        child = os.fork()
        if child == 0:
            try:
                engine.reward(DOUBLE, [RIGHT])
            except oyer.Unsupported as error:
                os._exit(0 if "ledger" in str(error) else 3)
            os._exit(4)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_an_engine_can_be_sent_to_a_process_that_was_not_forked():
    with oyer.Engine(jobs=1, cpu=3) as engine:
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool:
            assert pool.apply(_reward_in_child, (engine,)) == [1.0, 0.0]


def test_an_engine_with_a_ledger_cannot_be_sent(tmp_path):
    with oyer.Engine(jobs=1, ledger=tmp_path / "ledger") as engine:
        with pytest.raises(TypeError, match="ledger"):
            pickle.dumps(engine)


def test_tasks_can_be_sent():
    task = oyer.Task.from_dict(DOUBLE)
    assert copy.deepcopy(task) == task


def test_an_interrupt_stops_the_call_and_leaves_nothing_behind(tmp_path):
    program = textwrap.dedent("""
        import os, signal, sys, threading, time
        sys.path.insert(0, sys.argv[1])
        from conftest import DOUBLE, ENDLESS, RIGHT, processes_of
        import oyer
        engine = oyer.Engine(jobs=1, cpu=600)
        threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()
        begun = time.monotonic()
        try:
            engine.grade(DOUBLE, [ENDLESS])
        except KeyboardInterrupt:
            print("interrupted", engine.reward(DOUBLE, [RIGHT]))
        engine.close()
        print("left", len(processes_of()))
    """)
    done = subprocess.run([sys.executable, "-c", program, str(pathlib.Path(__file__).parent)], capture_output=True,
                          text=True, timeout=120)
    assert done.stdout == "interrupted [1.0]\nleft 0\n", done.stderr
