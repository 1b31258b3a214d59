"""What the cloud takes of names, contacts and detectors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import PROJECT, REGION, Client, RefusedError

CONTACT = "google_essential_contacts_contact"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    made = Client(tmp_path)
    made.project("compute", "dlp", "essentialcontacts", "orgpolicy")
    return made


def test_a_rule_of_a_firewall_takes_a_hundred_names(client: Client) -> None:
    def policy(count: int) -> dict[str, Any]:
        match = {"dest_fqdns": [f"h{n}.example" for n in range(count)], "layer4_config": [{"ip_protocol": "tcp"}]}
        rule = {"priority": 1, "direction": "EGRESS", "action": "allow", "match": [match]}
        return {"name": f"p{count}", "rule": [rule]}

    assert client.create("google_compute_network_firewall_policy_with_rules", **policy(100))
    with pytest.raises(RefusedError, match=r"Error 400: .*dest_fqdns': '101 names'\. At most 100 names"):
        client.create("google_compute_network_firewall_policy_with_rules", **policy(101))


def test_contacts_are_of_the_domains_that_the_organization_allows(client: Client) -> None:
    wanted = {"parent": f"projects/{PROJECT}", "language_tag": "en", "notification_category_subscriptions": ["LEGAL"]}
    assert client.create(CONTACT, email="before@lawyers.example", **wanted)
    client.policy("essentialcontacts.allowedContactDomains", values=[{"allowed_values": ["@acme.example"]}])
    assert client.create(CONTACT, email="ops@acme.example", **wanted)
    with pytest.raises(RefusedError, match=r"Error 412: .*essentialcontacts\.allowedContactDomains"):
        client.create(CONTACT, email="dpo@lawyers.example", **wanted)


@pytest.mark.parametrize(("name", "known"), [("EMAIL_ADDRESS", True), ("SEXUAL_ORIENTATION", False)])
def test_detectors_are_those_that_there_are(client: Client, name: str, known: bool) -> None:
    parent = f"projects/{PROJECT}/locations/{REGION}"
    wanted = {"parent": parent, "inspect_config": [{"info_types": [{"name": name}]}]}
    if known:
        assert client.create("google_data_loss_prevention_inspect_template", **wanted)
        return
    with pytest.raises(RefusedError, match=f'Invalid built-in info type name "{name}"'):
        client.create("google_data_loss_prevention_inspect_template", **wanted)
