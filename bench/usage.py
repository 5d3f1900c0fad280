"""Runs the commands that it is told, one at a time, and says what each has used.

A line of its input is a command as JSON (argv, env, cwd, limit in seconds); the line that it answers with has the time
from start to end and the time on processors in milliseconds, the most memory in bytes, and how it ended. What it printed
is then in the files `stdout` and `stderr` of its folder.

A child begins with the memory of its parent, and has had it at least: so this process stays small, and keeps nothing.
"""
import json
import os
import signal
import sys
import time

buffer = memoryview(bytearray(1 << 16))


def run(argv, env, cwd, limit):
    reader, writer = os.pipe()
    printed = create(os.path.join(cwd, "stdout"))
    complaints = create(os.path.join(cwd, "stderr"))
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        become(argv, env, cwd, writer, complaints)
    os.close(writer)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
    signal.alarm(limit)
    while size := os.readv(reader, [buffer]):
        os.write(printed, buffer[:size])
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    signal.alarm(0)
    for file in (reader, printed, complaints):
        os.close(file)
    return {
        "wall": wall * 1000,
        "cpu": (usage.ru_utime + usage.ru_stime) * 1000,
        "memory": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "code": os.waitstatus_to_exitcode(status),
    }


def create(path):
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)


def become(argv, env, cwd, stdout, stderr):
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        os.chdir(cwd)
        os.execve(argv[0], argv, env)
    finally:
        os._exit(127)


for line in sys.stdin:
    print(json.dumps(run(**json.loads(line))), flush=True)
