"""The kinds of trouble: each gives a run trouble at one point, and looks at what the next run makes of it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from landfast.synth.model import APPLY, STATE
from tools.chaos.home import POLL_SECONDS, Home, Victim
from tools.chaos.standing import Standing, differences

UP = ("up", "dev", "--no-pipeline")
VICTIMS: tuple[Victim, ...] = ("landfast", "terraform", "plugin", "all")


@dataclass(frozen=True)
class Undisturbed:
    """What a run without trouble leaves, and how much that is: in resources and grants, and in bytes on the disk."""

    standing: Standing
    count: int
    size: int

    @classmethod
    def measured(cls, folder: Path) -> Undisturbed:
        home = Home.new(folder)
        if home.run(*UP):
            raise RuntimeError(f"a run without trouble failed:\n{home.said()}")
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        return cls(home.standing(), home.count(), size)


def apply_killed(home: Home, wanted: Undisturbed, share: float, victim: Victim) -> list[str]:
    """A first `up`, killed when it has made a share of all."""
    hit = home.kill_when(home.start(*UP), lambda count: count >= share * wanted.count, victim)
    return next_up(home, wanted, () if hit else ("it was over before it could be killed",))


def moments_of_a_destroy(home: Home) -> Mapping[Victim, range]:
    """Steps that a `down` without trouble had told of when each victim was first and last there to be killed.

    Resources are no measure: most of them go at once, with their project.
    """
    if home.run(*UP):
        raise RuntimeError(f"an up without trouble failed:\n{home.said()}")
    process, found = home.start("down", "dev"), dict[Victim, range]()
    while process.poll() is None:
        steps = home.steps()
        for victim in VICTIMS:
            if home.runs(process, victim):
                found[victim] = range(found.get(victim, range(steps, 0)).start, steps + 1)
        time.sleep(POLL_SECONDS)
    if process.returncode:
        raise RuntimeError(f"a down without trouble failed:\n{home.said()}")
    return found


def destroy_killed(home: Home, wanted: Undisturbed, step: int, victim: Victim) -> list[str]:
    """A `down` of what stands, killed when it has told of so many steps."""
    if home.run(*UP):
        return [f"up: {home.said()[-300:]}"]
    hit = home.kill_when(home.start("down", "dev"), lambda _count: home.steps() >= step, victim)
    return next_up(home, wanted, () if hit else ("it was over before it could be killed",))


def next_up(home: Home, wanted: Undisturbed, said: tuple[str, ...] = ()) -> list[str]:
    """What differs after one more `up`, and what that says if it fails."""
    code = home.run(*UP)
    if code:
        return [*said, f"the next up ended with {code}: {home.said()[-600:]}"]
    return [*said, *differences(wanted.standing, home.standing())[:5]]


Cut = Callable[[Path], object]


def power_cut(home: Home, wanted: Undisturbed, share: float, number: int) -> list[str]:
    """All is killed at once, and of what was not brought to the disk with care any part is lost."""
    process = home.start(*UP)
    home.kill_when(process, lambda count: count >= share * wanted.count, "all")
    cut = list(CUTS.values())[number % len(CUTS)]
    for folder in home.stacks:
        for path in _careless(folder):
            cut(path)
        _other_start(folder / APPLY)
    if number % 2:
        (home.cloud / "dev" / "manifest.json").write_bytes(b"")
    return next_up(home, wanted)


def _careless(folder: Path) -> Iterator[Path]:
    """What no run brings to the disk before it goes on: the engine's own files, and what is made again at any time."""
    names = (STATE, f"{STATE}.backup", "errored.tfstate", "process.json", "cdk.tf.json", "logs/apply.jsonl",
             "logs/plan.jsonl", f".terraform/{STATE}", ".terraform/landfast", "plan.tfplan")  # fmt: skip
    yield from (folder / name for name in names if (folder / name).is_file())


def _other_start(record: Path) -> None:
    """The machine was started anew since: the record names another start."""
    if record.is_file():
        content = json.loads(record.read_bytes())
        record.write_text(json.dumps(content | {"machine": "an earlier start"}), encoding="utf-8")


def _share(part: float) -> Cut:
    return lambda path: path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])


CUTS: Mapping[str, Cut] = {
    "empty": _share(0),
    "torn": _share(0.6),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "gone": Path.unlink,
    "most of it": _share(0.95),
}


def pipeline_killed(home: Home, share: float, victim: Victim) -> list[str]:
    """The ML pipeline of a standing environment is killed; the next `up` trains, and registers one model."""
    shutil.rmtree(home.folder / "ml" / ".local", ignore_errors=True)
    seconds = 2.0 + share * 25.0
    process = home.start("up", "dev")
    home.kill_when(process, _after(home, seconds), victim)
    if home.run("up", "dev"):
        return [f"the next up: {home.said()[-600:]}"]
    if home.run("status", "dev", "--json"):
        return [f"status: {home.said()[-300:]}"]
    models = json.loads(home.said())["result"]["models"]
    return [] if len(models) == 1 else [f"{len(models)} models are registered, not one"]


def _after(home: Home, seconds: float) -> Callable[[int], bool]:
    """Due so long after the project was checked, which is when the pipeline is prepared and run."""
    began: list[float] = []

    def due(_count: int) -> bool:
        if not began and "check ml" in home.said():
            began.append(time.monotonic())
        return bool(began) and time.monotonic() - began[0] >= seconds

    return due
