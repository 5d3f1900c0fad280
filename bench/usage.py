"""Runs the commands that it is told, one at a time, and says what each has used.

A line of its input is a command as JSON (argv, env, cwd, keep, limit); the line that it answers with has the time from
start to end, the time on processors and the most memory (a child has that of its parent before it becomes what it is to
be, so this process stays small), how it ended, how much it printed, and if asked what.
"""
import json
import os
import signal
import sys
import time


def run(argv, env, cwd, keep, limit):
    reader, writer = os.pipe()
    complaints = os.open(os.path.join(cwd, "stderr"), os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(writer, 1)
            os.dup2(complaints, 2)
            os.chdir(cwd)
            os.execve(argv[0], argv, env)
        finally:
            os._exit(127)
    os.close(writer)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
    signal.alarm(limit)
    printed = []
    size = 0
    while piece := os.read(reader, 1 << 20):
        size += len(piece)
        if keep:
            printed.append(piece)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    signal.alarm(0)
    os.close(reader)
    words = os.pread(complaints, 4096, 0).decode("utf-8", "replace")
    os.close(complaints)
    return {
        "wall": wall * 1000,
        "cpu": (usage.ru_utime + usage.ru_stime) * 1000,
        "memory": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "code": os.waitstatus_to_exitcode(status),
        "bytes": size,
        "stdout": b"".join(printed).decode("utf-8", "replace"),
        "stderr": words,
    }


for line in sys.stdin:
    print(json.dumps(run(**json.loads(line))), flush=True)
