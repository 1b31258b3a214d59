"""Random expressions of Terraform's language, most of which have a value."""

from __future__ import annotations

import random
import re

HEAD = """locals {
  l = ["p", "q", ""]
  o = {z = "1", y = "2"}
  s = "europe-west4"
  t = "<$${x}>"
  u = "x"
  objs = [{a = "p", b = 1}, {a = "q", b = 2}]
}
variable "n" {
  type    = string
  default = null
}
variable "m" {
  type    = object({a = optional(number), b = optional(list(string)), c = optional(object({d = optional(bool)}), {})})
  default = {}
}
variable "ln" {
  type    = list(object({a = optional(string)}))
  default = [{}]
}
variable "no" {
  type    = object({d = optional(bool)})
  default = null
}
"""
# The same, but that nothing is known of `u`.
BODY = {
    "locals": {
        "l": ["p", "q", ""],
        "o": {"z": "1", "y": "2"},
        "s": "europe-west4",
        "t": "<$${x}>",
        "u": "${terraform_data.u.id}",
        "objs": [{"a": "p", "b": 1}, {"a": "q", "b": 2}],
    },
    "variable": {
        "n": {"type": "string", "default": None},
        "m": {
            "type": "object({a = optional(number), b = optional(list(string)), "
            "c = optional(object({d = optional(bool)}), {})})",
            "default": {},
        },
        "ln": {"type": "list(object({a = optional(string)}))", "default": [{}]},
        "no": {"type": "object({d = optional(bool)})", "default": None},
    },
    "resource": {"terraform_data": {"u": {}}},
}
# What lies beside the configuration.
FILES = {
    "t.txt": "hé ${x} %{ for k in try(l, []) }${k},%{ endfor }",
    "sub/a.yaml": "a: 1\nb: [x, {c: yes}]\n",
    "sub/b.json": '{"k": [1.5, null]}',
}


def rules(text: str) -> dict[str, list[str]]:
    """Name -> alternatives; `{name}` in one stands for any of the rule of that name."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("  "):
            found[name].append(line[2:].replace("<empty>", "").replace("⏎", "\n"))
        else:
            name = line.removesuffix(":")
            found[name] = []
    return found


def expression(grammar: dict[str, list[str]], start: str, depth: int, chance: random.Random) -> str:
    """One text that `start` stands for, no deeper than `depth` rules."""
    token = re.compile(r"\{(" + "|".join(grammar) + r")\}")
    choices = grammar[start]
    if depth <= 0:
        choices = [choice for choice in choices if not token.search(choice)] or choices
    return token.sub(lambda match: expression(grammar, match[1], depth - 1, chance), chance.choice(choices))
