"""The report of an experiment: a page that stands alone."""

from __future__ import annotations

from html.parser import HTMLParser

from sample_experiments import begin, traffic

from landfast_ml.environment import Job
from landfast_ml.experiments import lifecycle
from landfast_ml.experiments.definition import CONTROL, TREATMENT
from landfast_ml.experiments.report import report


class Tags(HTMLParser):
    """Every tag that is opened is closed; nothing is loaded from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.loaded += [value or "" for name, value in attributes if name in ("src", "href")]
        if tag not in ("meta", "br", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_report_stands_alone(job: Job) -> None:
    traffic(job, begin(job, hypothesis="<b>better</b> & faster"), {CONTROL: 0.6, TREATMENT: 0.9}, 600)
    text = report(*lifecycle.status(job, "unit"))
    tags = Tags()
    tags.feed(text)
    assert (tags.open, tags.loaded) == ([], ["data:,", "#content"])
    assert "&lt;b&gt;better&lt;/b&gt; &amp; faster" in text
    assert text.count('role="img"') == 2
    assert "nan" not in text.lower().replace("finance", "")
