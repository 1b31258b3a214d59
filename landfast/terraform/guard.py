"""`guard.py PARENT COMMAND...`: becomes the command, after asking the kernel to stop it when the parent ends.

Run as a file: standard library only. Where the kernel offers no such thing (not Linux), the next run finds the
process by its record.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Replaces this process by the command, unless the parent is gone already."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        # A graceful stop: what is under way in the cloud is finished and written to the state.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  # a list of arguments, no shell


if __name__ == "__main__":
    main()
