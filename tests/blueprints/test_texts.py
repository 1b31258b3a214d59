"""What a generated project's texts say is there, and templates that were compiled before give the same texts."""

from __future__ import annotations

import re
from pathlib import Path

import generated
import pytest
from jinja2 import DictLoader, Environment
from repository import ROOT

from landfast import blueprints
from landfast.blueprints.compiled import CompiledTemplates
from landfast.blueprints.render import render


@pytest.mark.parametrize("blueprint", ["tabular", "forecasting", "batch-scoring"])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"host": "gitlab"},
        {"orchestrators": ("vertex", "kubeflow", "airflow", "pachyderm"), "folder": "ml"},
        {"stages": ({"name": "dev"}, {"name": "prod", "approval": True})},
    ],
)
def test_what_its_texts_name_is_there(blueprint: str, changes: dict[str, object]) -> None:
    """Pages, targets and workflows that a text sends its reader to."""
    found = blueprints.find(blueprint)
    files = render(found, generated.inputs(source=blueprints.demo_source(found.uses or blueprint), **changes))
    targets = set(re.findall(r"^([a-z-]+):", files["Makefile"].decode(), re.MULTILINE))
    texts = {
        name: content.decode() for name, content in files.items() if name.endswith((".md", ".yaml", ".toml", ".py"))
    }
    for name, text in texts.items():
        said = re.findall(r"(?:^|`|\$ |&& )make ((?:[a-z-]+ )*[a-z-]+)", text, re.MULTILINE)
        assert {target for words in said for target in words.split()} <= targets, name
        pages = re.findall(r"\b(docs/[a-z-]+\.md|\.github/workflows/[a-z.-]+\.yaml|cloudbuild/[a-z-]+\.yaml)", text)
        assert set(pages) <= set(files), name


def test_pages_that_the_library_names_are_there() -> None:
    pages = {path.name.removesuffix(".j2") for path in ROOT.glob("blueprints/*/template/docs/*.md.j2")}
    code = [path.read_text(encoding="utf-8") for path in (ROOT / "ml/landfast_ml").rglob("*.py")]
    named = {name for text in code for name in re.findall(r"\bdocs/([a-z-]+\.md)", text)}
    assert named
    assert named <= pages


def test_a_kept_template_counts_only_if_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(home: str, text: str, syntax: str = "plain") -> str:
        monkeypatch.setenv("LANDFAST_CACHE", str(tmp_path / home))
        # A new process has a new environment.
        environment = Environment(loader=DictLoader({"a": text}), bytecode_cache=CompiledTemplates(syntax))  # noqa: S701
        return environment.get_template("a").render(name="Ana")

    def kept() -> list[Path]:
        return [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]

    (tmp_path / "file").touch()
    assert said("file", "{{ name }}!") == "Ana!"
    for text, expected in (("{{ name }}!", "Ana!"), ("{{ name }}?", "Ana?"), ("{{ name }}?", "Ana?")):
        assert said("cache", text) == expected
        (path,) = kept()
    content = path.read_bytes()
    for broken in (content[:-20], content[:5], b""):
        path.write_bytes(broken)
        assert said("cache", "{{ name }}?") == "Ana?"
        assert path.read_bytes() == content
    # What is kept is taken, where the text is the same; other delimiters are another compilation.
    path.write_bytes(content.replace(b"?", b"="))
    assert said("cache", "{{ name }}?") == "Ana="
    assert said("cache", "{{ name }}?", "other") == "Ana?"
