"""Writes the lists of people's names that `landfast_ml.privacy.personal` reads, from two well-kept libraries (MIT).

What is common and in neither stands in `names_by_hand.json`.

Run in ml/: uv run --with faker==40.63.0 --with mimesis==22.2.0 python -m tools.personal_names
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import re
from collections.abc import Iterator
from pathlib import Path

from landfast_ml.privacy.personal.words import plain

SELF = "ml/tools/personal_names.py"
FOLDER = Path(__file__).parents[1] / "landfast_ml/privacy/personal/lists"
LOCALES = """
bg_BG cs_CZ da_DK de_AT de_CH de_DE el_GR en_GB en_IE en_US es_ES et_EE fi_FI fr_BE fr_CH fr_FR ga_IE hr_HR hu_HU
is_IS it_IT lt_LT lv_LV nl_BE nl_NL no_NO pl_PL pt_PT ro_RO ru_RU sk_SK sl_SI sv_SE tr_TR uk_UA
az_AZ en_IN en_KE en_NG en_PK es_AR es_CO es_MX fr_DZ fr_QC ha_NG ig_NG pt_BR sw tw_GH uz_UZ vi_VN yo_NG
"""
BY_HAND = Path(__file__).with_name("names_by_hand.json")


def main() -> None:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("Faker", "mimesis"))
    for kind, attribute, key in (("given", "first_names", "names"), ("family", "last_names", "surnames")):
        by_hand = json.loads(BY_HAND.read_text(encoding="utf-8"))[kind]
        found = {word for name in (*_faker(attribute), *_mimesis(key), *by_hand) for word in _words(name)}
        sources = f"from {versions} (MIT) and by hand, by {SELF}"
        head = f"# {kind.capitalize()} names of people in Europe, transliterated; {sources}."
        (FOLDER / f"{kind}.txt").write_text("\n".join([head, *sorted(found), ""]), encoding="ascii")


def _words(name: str) -> Iterator[str]:
    yield from (word for word in re.findall("[a-z]+", plain(name)) if len(word) > 2)


def _faker(attribute: str) -> Iterator[str]:
    for locale in LOCALES.split():
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for name in dir(provider):
            listed = getattr(provider, name)
            if name.startswith(attribute) and not isinstance(listed, property):
                yield from listed


def _mimesis(key: str) -> Iterator[str]:
    folder = Path(importlib.import_module("mimesis").__file__ or "").parent / "datasets"
    for language in sorted({locale[:2] for locale in LOCALES.split()} & {path.name for path in folder.iterdir()}):
        listed = json.loads((folder / language / "person.json").read_text(encoding="utf-8"))[key]
        for names in listed.values() if isinstance(listed, dict) else [listed]:
            yield from names


if __name__ == "__main__":
    main()
