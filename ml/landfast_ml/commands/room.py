"""`room`: whether there is a way out of where this runs."""

from __future__ import annotations

import argparse
import json

from landfast_ml.commands.options import Commands, command, group, output
from landfast_ml.contract.messages import RoomTried
from landfast_ml.contract.room import WAYS_OUT
from landfast_ml.project import Project
from landfast_ml.room import not_closed, reached, way_out


def add(commands: Commands, _project: Project) -> None:
    room = group(commands, "room", "whether there is a way out of where this runs")
    tries = command(room, "try", try_room, "try to leave, by DNS and HTTPS: an error if somebody answers")
    tries.add_argument(
        "--also", action="append", default=[], metavar="HOST:PORT", help="tried besides; may be repeated"
    )
    output(tries)


def try_room(parsed: argparse.Namespace) -> None:
    ways = (*WAYS_OUT, *map(way_out, parsed.also))
    found = reached(ways)
    if parsed.output == "json":
        tried = RoomTried(tried=tuple(map(str, ways)), open=tuple(map(str, found)))
        print(json.dumps(tried.to_json()))
        return
    if found:
        raise not_closed(found, "nothing was read")
    print(f"closed: none of {len(ways)} ways out is open")
