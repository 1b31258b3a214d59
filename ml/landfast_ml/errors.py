"""Errors that a person can act on; anything else that is raised is a bug and keeps its traceback."""


class ProjectError(Exception):
    """It can't be done, for a reason that is not a bug: one line, with what to do next. Exit code 1."""

    exit_code = 1


class UsageError(ProjectError):
    """What was given is wrong. Exit code 2."""

    exit_code = 2


class DataError(ProjectError):
    """The data breaks its contract; every problem at once."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("the data breaks its contract: " + "; ".join(problems))
