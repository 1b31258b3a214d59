"""`python -m landfast`, and the `landfast` command."""

from landfast.cli import main

if __name__ == "__main__":
    main()
