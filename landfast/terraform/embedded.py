"""Runs the Terraform core of a shared library as if it were the program: `embedded.py LIBRARY ARGUMENT...`.

Run as a file, without the package: it needs the standard library only. The core handles SIGINT and SIGTERM itself:
once is a graceful stop, twice an immediate one.
"""

import ctypes
import os
import sys


def main() -> int:
    """Exit status of the command in `sys.argv`."""
    library = ctypes.CDLL(sys.argv[1])
    arguments = [os.fsencode(argument) for argument in sys.argv[2:]]
    values = (ctypes.c_char_p * len(arguments))(*arguments)
    # It closes the two that it is given, and Python closes its own.
    outputs = [os.dup(1), os.dup(2)]
    if sys.platform == "win32":
        import msvcrt

        outputs = [msvcrt.get_osfhandle(number) for number in outputs]
    run = library.RunCli
    run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
    run.restype = ctypes.c_int
    return int(run(len(arguments), values, *outputs))


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # The library's threads do not end by themselves.
    os._exit(status)
