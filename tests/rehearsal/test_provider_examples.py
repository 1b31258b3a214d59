"""What the provider's own authors wrote, where this machine has it: taken or refused as it was, and nothing crashes.

`LANDFAST_PROVIDER_SOURCE` names a checkout of hashicorp/terraform-provider-google; without it these tests are skipped
aloud. Its docs and acceptance tests are what Google took, so a refusal is either that of a fragment or a fault of the
rehearsal: they are counted by what they say (`tests/golden/provider_examples/`; LANDFAST_GOLDEN=write takes them down).
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from outsiders import compared, revision
from provider_examples import BILLING, REGION, ProviderExample, examples_of_docs, examples_of_tests
from rehearsal_client import PROJECT, Client
from rehearsed_example import rehearse
from repository import ROOT

from landfast.provider.facts import facts, known_types

VARIABLE = "LANDFAST_PROVIDER_SOURCE"
GOLDEN = ROOT / "tests" / "golden" / "provider_examples"
CHECKOUT = Path(os.environ.get(VARIABLE, "/nowhere"))
SOURCES = {"docs": examples_of_docs, "acceptance": examples_of_tests}

pytestmark = pytest.mark.long


@pytest.mark.parametrize("name", SOURCES)
def test_what_the_providers_authors_wrote(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not CHECKOUT.is_dir():
        pytest.skip(f"{VARIABLE} names no checkout of the provider: nothing that its authors wrote is made here")
    started = time.process_time()
    refused: Counter[str] = Counter()
    read = 0
    for example in _once(SOURCES[name]):
        read += 1
        found = _rehearsed(tmp_path, example)
        if found:
            refused[found] += 1
    seconds = time.process_time() - started
    made = read - refused.total()
    with capsys.disabled():
        print(f"\n{name}: {read} configurations, {made} made, {refused.total()} refused; {seconds:.0f} s of CPU")
        for kind, count in refused.most_common(10):
            print(f"  {count} {kind}")
    assert read
    found_all = {"read": read, "made": made, "refused": dict(sorted(refused.items()))}
    compared(GOLDEN / f"{name}.json", revision(CHECKOUT), found_all)


def _once(source: Callable[[Path], Iterator[ProviderExample]]) -> Iterator[ProviderExample]:
    seen: set[str] = set()
    for example in source(CHECKOUT):
        text = "".join(example.text.split())
        if text not in seen:
            seen.add(text)
            yield example


def _rehearsed(folder: Path, example: ProviderExample) -> str:
    standing, own = folder / "standing", folder / "own"
    if not standing.is_dir():
        _build(standing)
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(standing, own)
    client = Client(own, region=REGION, zone=f"{REGION}-a")
    try:
        found = rehearse(client, example.text)
    except Exception as error:
        error.add_note(f"in {example.label}")
        raise
    finally:
        client.store.close()
    return found.refused


def _build(folder: Path) -> None:
    """What an acceptance test's project has: every API, the default network, an account."""
    folder.mkdir()
    client = Client(folder, region=REGION, zone=f"{REGION}-a")
    client.project(project=PROJECT, billing_account=BILLING)
    for api in sorted({facts(name).api for name in known_types()} - {""}):
        client.create("google_project_service", project=PROJECT, service=api)
    client.create("google_compute_network", name="default", auto_create_subnetworks=True)
    client.create("google_service_account", account_id="runner")
    client.store.close()
