"""The provider of an environment of the rehearsal: chosen, kept while anything stands, and led to the wire alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import requests

from landfast.core.errors import InputError, UserError
from landfast.rehearsal.serving import serving
from landfast.synth import synthesize
from landfast.synth.model import APPLY, STATE, StackFolder, Synthesis, write_manifest
from landfast.targets import find
from landfast.targets.genuine import led_to
from landfast.targets.providers import CHOICE, GENUINE, STAND_IN, chosen, forget, remember, remembered
from landfast.targets.workspace import Workspace

RESOURCE = {"mode": "managed", "type": "google_project", "name": "x", "instances": [{"attributes": {}}]}


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A folder with one stack, of which nothing stands."""
    folder = tmp_path / "dev"
    stack = folder / "foundation"
    stack.mkdir(parents=True)
    (stack / "cdk.tf.json").write_text('{"terraform": {"backend": {"local": {"path": "terraform.tfstate"}}}}')
    write_manifest(Synthesis("dev", "rehearsal", folder, (StackFolder("foundation", stack, ()),), simulated=True))
    stands(folder, [])
    return folder


def stands(folder: Path, resources: list[object]) -> None:
    state = {"version": 4, "serial": 1, "lineage": "x", "outputs": {}, "resources": resources}
    (folder / "foundation" / STATE).write_text(json.dumps(state))


def test_at_first_it_is_the_stand_in_and_then_what_was_chosen(environment: Path) -> None:
    assert chosen(environment, None) == STAND_IN
    remember(environment, GENUINE)
    stands(environment, [RESOURCE])
    assert (chosen(environment, None), chosen(environment, GENUINE)) == (GENUINE, GENUINE)
    forget(environment)
    assert remembered(environment) == STAND_IN


def test_a_state_of_one_is_not_continued_with_the_other(environment: Path) -> None:
    stands(environment, [RESOURCE])
    with pytest.raises(InputError) as caught:
        chosen(environment, GENUINE)
    assert str(caught.value) == (
        "provider: what stands was made with the stand-in provider: its state isn't continued with another, "
        "got genuine; leave out --provider, or take it down first: landfast down dev"
    )
    with pytest.raises(InputError, match="isn't continued"):
        remember(environment, GENUINE)
    assert not (environment / CHOICE).exists()
    stands(environment, [])
    assert chosen(environment, GENUINE) == GENUINE


def test_a_run_that_did_not_end_and_a_state_that_is_torn_count_as_standing(environment: Path) -> None:
    (environment / "foundation" / APPLY).write_text("{}")
    with pytest.raises(InputError, match="isn't continued"):
        chosen(environment, GENUINE)
    (environment / "foundation" / APPLY).unlink()
    (environment / "foundation" / STATE).write_text('{"version": 4, "resou')
    with pytest.raises(InputError, match="isn't continued"):
        chosen(environment, GENUINE)


def test_a_choice_that_cannot_be_read_is_no_stand_in(environment: Path) -> None:
    (environment / CHOICE).write_text('{"format": 1, "prov')
    with pytest.raises(UserError, match=r"provider\.json: says no provider: write .* stand-in or genuine"):
        chosen(environment, None)


def test_there_are_two_and_google_has_but_its_own(tmp_path: Path, environment: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text("name: churn\nresidency: {region: europe-west4}\n")
    with pytest.raises(InputError, match="provider: no such provider, got beta; there are stand-in, genuine"):
        Workspace.open(spec, "dev", provider="beta")
    assert Workspace.open(spec, "dev").target.provider == STAND_IN
    opened = Workspace.open(spec, "dev", provider=GENUINE)
    assert (opened.target.provider, opened.target.name) == (GENUINE, "rehearsal")
    assert opened.target.place == "rehearsal on this machine, HashiCorp's own provider, no cost"
    assert find("google").through(None, environment).provider == GENUINE
    with pytest.raises(InputError, match="a choice of the rehearsal, got genuine; target google has HashiCorp's own"):
        find("google").through(GENUINE, environment)


def test_the_genuine_provider_has_no_account_and_no_way_out(tmp_path: Path) -> None:
    own = {
        "PATH": os.environ["PATH"],
        "GOOGLE_APPLICATION_CREDENTIALS": "/home/me/key.json",
        "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT": "me@acme.iam.gserviceaccount.com",
        "CLOUDSDK_CORE_PROJECT": "acme",
        "USER_PROJECT_OVERRIDE": "true",
        "NO_PROXY": "*",
        "https_proxy": "http://proxy.acme.example:3128",
        "TF_PLUGIN_CACHE_DIR": "/home/me/.terraform.d/plugin-cache",
        "TF_CLI_CONFIG_FILE": "/home/me/.terraformrc",
    }
    with serving(tmp_path) as served:
        environ = led_to(served.url, served.token, own, tmp_path / "terraform.rc")
        assert not [name for name, value in own.items() if name != "PATH" and environ.get(name) == value]
        assert environ["TF_CLI_CONFIG_FILE"] == str(tmp_path / "terraform.rc")
        assert environ["GOOGLE_OAUTH_ACCESS_TOKEN"] == served.token
        assert environ["GOOGLE_KMS_CUSTOM_ENDPOINT"] == f"{served.url}cloudkms.googleapis.com/v1/"
        # What has no endpoint of its own ends here, and is told.
        session = requests.Session()
        session.trust_env = False
        with pytest.raises(requests.exceptions.ProxyError):
            session.get("https://nowhere.googleapis.com/v1/x", proxies={"https": environ["HTTPS_PROXY"]}, timeout=20)
        assert served.unanswered == ["CONNECT nowhere.googleapis.com"]
        session.get(f"{served.url}compute.googleapis.com/compute/v1/nothing", timeout=20)
        assert len(served.unanswered) == 2


def test_what_answers_in_googles_place_is_asked_for_all(
    tmp_path: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same code as on Google: its account is left out, the provider is one that runs already."""
    spec = tmp_path / "landfast.yaml"
    spec.write_text(
        "name: churn\nresidency: {region: europe-west4}\n"
        'google: {organization: "123456789012", billing_account: 0A0A0A-0B0B0B-0C0C0C}\n'
    )
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))
    monkeypatch.setenv("TF_REATTACH_PROVIDERS", "{}")
    monkeypatch.delenv("GOOGLE_OAUTH_ACCESS_TOKEN", raising=False)
    with pytest.raises(InputError, match="GOOGLE_OAUTH_ACCESS_TOKEN: is not set, and --endpoint is asked with it"):
        Workspace.open(spec, "dev", "google", endpoint="http://127.0.0.1:1")
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", "ya29.x")
    with pytest.raises(InputError, match="--endpoint: is a choice of target google"):
        Workspace.open(spec, "dev", "rehearsal", endpoint="http://127.0.0.1:1")
    target = Workspace.open(spec, "dev", "google", endpoint="http://127.0.0.1:1").target
    assert (target.place, target.endpoint) == ("http://127.0.0.1:1/ in Google's place", "http://127.0.0.1:1/")
    synthesis = synthesize(Workspace.open(spec, "dev", "google").spec, "dev", find("google"), tmp_path / "made")
    with target.session(tmp_path, synthesis) as session:
        environ = session.access.environ
        assert environ["TF_REATTACH_PROVIDERS"] == "{}"
        assert (
            environ["GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT"] == "http://127.0.0.1:1/storage.googleapis.com/storage/v1/"
        )
        assert "ya29.x" in environ.values()
        assert "GOOGLE_APPLICATION_CREDENTIALS" not in environ
        assert session.access.ending is not None
        assert session.access.ending.api.endpoint == "http://127.0.0.1:1/"
