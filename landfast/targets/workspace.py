"""Where a run works: the spec that was read, the environment and target meant, and the folders that are theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from landfast import SPEC_FILE
from landfast.core.errors import InputError, Problem
from landfast.core.files import shown
from landfast.modules.names import Names
from landfast.stacks.spec import Environment, Spec, load, parse
from landfast.stacks.spec.repository import PROJECT_FOLDER
from landfast.stacks.spec.source import SHORTEST, Source
from landfast.synth import MadeOf
from landfast.targets import DEFAULT, Target, find

# What landfast writes beside a spec.
OWN = ".landfast"
# What a spec is called by mistake.
_OTHERS = ("landfast.yml", ".landfast.yaml", ".landfast.yml", "landfast.json")


def find_spec(start: Path) -> Path:
    """The spec of the folder or of the nearest parent that has one. Raises: InputError."""
    for folder in (start, *start.parents):
        if (folder / SPEC_FILE).is_file():
            return folder / SPEC_FILE
    other = next((start / name for name in _OTHERS if (start / name).is_file()), None)
    if other is not None:
        step = f"rename it (mv {other.name} {SPEC_FILE}), or name it with --spec {other.name}"
        raise InputError([Problem(SPEC_FILE, f"is not here, but {other.name} is", next_step=step)])
    fact = "no spec here or in a parent folder"
    step = f"go to its folder, name it with --spec, or let `landfast init` write one; {SHORTEST}"
    raise InputError([Problem(SPEC_FILE, fact, next_step=step)])


@dataclass(frozen=True, slots=True)
class Workspace:
    """One environment of one spec on one target. Targets never share a folder, so never a state."""

    spec_path: Path
    spec: Spec
    environment_name: str
    target: Target

    @classmethod
    def open(
        cls,
        spec_path: Path | None,
        environment: str | None,
        target: str = DEFAULT,
        provider: str | None = None,
        endpoint: str | None = None,
    ) -> Workspace:
        """Reads the spec. `environment` None: the first of the spec. `provider` None: the one that was chosen before.
        `endpoint`: what answers in Google's place.

        Raises: InputError with every problem.
        """
        path = (spec_path or find_spec(Path.cwd())).resolve()
        spec = load(path)
        name = environment or next(iter(spec.environments))
        spec.environment(name)
        found = find(target) if endpoint is None else find(target).at(endpoint)
        if problems := found.refuse(spec):
            raise InputError(problems)
        opened = cls(path, spec, name, found)
        return replace(opened, target=found.through(provider, opened.synthesis_folder))

    @classmethod
    def recorded(cls, place: Path, made_of: MadeOf) -> Workspace:
        """What a synthesis was made of, as the file at `place` says. Raises: InputError if it can't be read."""
        try:
            spec = parse(Source(str(place), made_of.spec, None))
            spec.environment(made_of.environment)
            return cls(place, spec, made_of.environment, find(made_of.target))
        except InputError as error:
            fact, step = "was made of a spec that this version refuses", "run `landfast synth` again"
            problems = [Problem(str(place), fact, str(problem), next_step=step) for problem in error.problems]
            raise InputError(problems) from None

    @property
    def environment(self) -> Environment:
        return self.spec.environments[self.environment_name]

    @property
    def names(self) -> Names:
        return self.spec.names(self.environment_name)

    @property
    def home(self) -> Path:
        """The folder of the spec."""
        return self.spec_path.parent

    @property
    def own_folder(self) -> Path:
        """What landfast writes beside the spec, states among it: no part of anybody's repository."""
        return self.home / OWN

    @property
    def target_folder(self) -> Path:
        return self.own_folder / self.target.name

    @property
    def synthesis_folder(self) -> Path:
        """Terraform JSON, states and plans of this environment, one folder for each stack."""
        return self.target_folder / self.environment_name

    @property
    def project_folder(self) -> Path:
        """The generated ML project."""
        return self.home / PROJECT_FOLDER

    @staticmethod
    def shown(path: Path) -> str:
        """`path` as a person in the current folder would type it."""
        return shown(path)
