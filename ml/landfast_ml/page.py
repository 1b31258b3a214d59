"""The frame of a page that needs nothing else: its colours follow the reader's light or dark setting."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from string import Template

PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
:root { color-scheme: light dark; --back: #ffffff; --text: #1c2430; --soft: #667085; --line: #e4e7ec; --accent: #3056d3;
  --good: #067647; --bad: #b42318; --open: #b54708; }
@media (prefers-color-scheme: dark) { :root { --back: #10151d; --text: #e6e9ef; --soft: #98a2b3; --line: #2a3341;
  --accent: #84a0ff; --good: #47cd89; --bad: #f97066; --open: #fdb022; } }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; background: var(--back); color: var(--text);
  font: 16px/1.55 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.7rem; }
h2 { margin: 2.2rem 0 .6rem; font-size: 1.1rem; }
p { margin: .4rem 0; }
.soft, figcaption, th { color: var(--soft); }
.verdict { display: inline-block; margin: 1rem .6rem 0 0; padding: .15rem .8rem; border-radius: 1rem; font-weight: 600;
  border: 1.5px solid currentColor; }
.good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .45rem .9rem .45rem 0; text-align: left; border-bottom: 1px solid var(--line); font-size: .93rem; }
th { font-weight: 500; }
ul { margin: 0; padding-left: 1.2rem; }
figure { margin: 0; } figcaption { font-size: .88rem; }
svg { width: 100%; height: auto; }
svg .grid { stroke: var(--line); } svg .zero { stroke: var(--soft); stroke-width: 1.5; }
svg .limit { stroke: var(--soft); stroke-dasharray: 5 4; stroke-width: 1.5; }
svg .label { fill: var(--soft); font-size: 12px; } svg .name { fill: var(--text); font-size: 14px; }
svg .band { fill: var(--accent); opacity: .16; } svg .line { fill: none; stroke: var(--accent); stroke-width: 2; }
.track { background: var(--line); border-radius: 4px; height: 8px; width: 12rem; }
.fill { background: var(--accent); border-radius: 4px; height: 8px; } .bad .fill { background: var(--bad); }
svg .bar { stroke: currentColor; stroke-width: 4; stroke-linecap: round; } svg .dot { fill: currentColor; }
</style>
</head>
<body>
<h1>$title</h1>
$body
</body>
</html>
""")


def page(title: str, parts: Iterable[str]) -> str:
    """HTML of a title, which is text, and of parts, which are HTML; empty parts are left out."""
    return PAGE.substitute(title=escape(title), body="\n".join(part for part in parts if part))
