"""Kills, power cuts and full disks at many points of a run, and whether the next run ends as an undisturbed one."""
