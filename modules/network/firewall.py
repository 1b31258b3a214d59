"""The network's firewall: everything that leaves is refused, unless a rule above says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from cdktn import TerraformElement
from cdktn_provider_google.compute_network_firewall_policy_association import (
    ComputeNetworkFirewallPolicyAssociation,
)
from cdktn_provider_google.compute_network_firewall_policy_with_rules import (
    ComputeNetworkFirewallPolicyWithRules,
    ComputeNetworkFirewallPolicyWithRulesRule,
    ComputeNetworkFirewallPolicyWithRulesRuleMatch,
    ComputeNetworkFirewallPolicyWithRulesRuleMatchLayer4Config,
)

from landfast.modules.cdk import Construct, resource
from landfast.modules.context import Context
from landfast.modules.network.vpc import APIS, DATABASES, NODES, PODS, SERVICES, Vpc

# One less than the API takes: https://cloud.google.com/firewall/docs/firewall-policies-rule-details#fqdn-objects
NAMES_A_RULE = 99
EVERYWHERE = "0.0.0.0/0"
Ports = Mapping[str, Sequence[str]]

ANY: Ports = {"all": []}
HTTPS: Ports = {"tcp": ["443"]}
# MySQL, PostgreSQL, and the proxy of Cloud SQL.
TO_DATABASES: Ports = {"tcp": ["3306-3307", "5432"]}
# https://cloud.google.com/dataflow/docs/guides/routes-firewall
BETWEEN_DATAFLOW_WORKERS: Ports = {"tcp": ["12345-12346"]}


@dataclass(frozen=True, slots=True)
class Ways:
    """What is reached besides Google's restricted addresses: hosts over HTTPS, databases, the endpoint of the APIs.

    `within` are the environment's own ranges, that of machines first. `accounts`: of whose machines alone all is said,
    in a network of others; of none it is said of all.
    """

    hosts: Sequence[str]
    databases: bool
    endpoint: bool
    within: Sequence[str] = (NODES, PODS, SERVICES)
    accounts: Sequence[str] = ()


def firewall(scope: Construct, context: Context, net: Vpc, ways: Ways) -> tuple[TerraformElement, TerraformElement]:
    """The firewall policy, and that it is on the network: nothing leaves it but by `ways`.

    The rule of the lowest priority is judged first. Those that GKE makes for its cluster are VPC firewall rules, which
    are judged before any policy. Answers need no rule; what enters and has none is refused without one.
    """
    rules = [
        # Google's APIs that VPC Service Controls guards.
        _leaves(1000, "google-apis", HTTPS, to=[context.universe.restricted]),
        *([_leaves(1010, "apis-endpoint", HTTPS, to=[f"{APIS}/32"])] if ways.endpoint else []),
        # Machines and pods of the environment.
        _leaves(1100, "within", ANY, to=ways.within),
        *([_leaves(1200, "databases", TO_DATABASES, to=[DATABASES])] if ways.databases else []),
        *_leaves_to(sorted(set(ways.hosts))),
        # Dataflow's workers hand data to each other.
        _enters(2000, "dataflow-workers", BETWEEN_DATAFLOW_WORKERS, ways.within[0]),
        _leaves(65_000, "nothing-else", ANY, to=[EVERYWHERE], action="deny"),
    ]
    policy = resource(
        ComputeNetworkFirewallPolicyWithRules,
        scope,
        "environment",
        name=context.names.resource("firewall"),
        project=context.network_project,
        description="What may enter and leave the network",
        rule=[rule(target_service_accounts=sorted(ways.accounts) or None) for rule in rules],
        deletion_policy=context.deletion_policy,
    )
    association = resource(
        ComputeNetworkFirewallPolicyAssociation,
        scope,
        "environment",
        name=context.names.resource("firewall"),
        project=context.network_project,
        attachment_target=net.id,
        # Not by its path: an import finds the name, and the provider would make anew what stands.
        firewall_policy=policy.name,
    )
    return policy, association


def _leaves_to(hosts: Sequence[str]) -> list[Any]:
    """To hosts by name, as many to a rule as it takes."""
    parts = [hosts[start : start + NAMES_A_RULE] for start in range(0, len(hosts), NAMES_A_RULE)]
    names = ["egress-hosts", *(f"egress-hosts-{number}" for number in range(2, len(parts) + 1))]
    return [
        _leaves(1300 + at, name, HTTPS, hosts=part) for at, (name, part) in enumerate(zip(names, parts, strict=False))
    ]


def _leaves(
    priority: int,
    name: str,
    ports: Ports,
    *,
    to: Collection[str] = (),
    hosts: Collection[str] = (),
    action: str = "allow",
) -> Any:
    match = ComputeNetworkFirewallPolicyWithRulesRuleMatch(
        dest_ip_ranges=sorted(to) or None, dest_fqdns=sorted(hosts) or None, layer4_config=_layer4(ports)
    )
    return _rule(priority, name, "EGRESS", action, match)


def _enters(priority: int, name: str, ports: Ports, source: str) -> Any:
    match = ComputeNetworkFirewallPolicyWithRulesRuleMatch(src_ip_ranges=[source], layer4_config=_layer4(ports))
    return _rule(priority, name, "INGRESS", "allow", match)


def _rule(priority: int, name: str, direction: str, action: str, match: Any) -> Any:
    """A rule that is yet to be told of whose machines it is said."""
    return partial(
        ComputeNetworkFirewallPolicyWithRulesRule,
        priority=priority,
        rule_name=name,
        direction=direction,
        action=action,
        match=match,
        # What was refused tells of a leak that was tried; what is allowed is in the flow logs.
        enable_logging=action == "deny",
    )


def _layer4(ports: Ports) -> list[Any]:
    return [
        ComputeNetworkFirewallPolicyWithRulesRuleMatchLayer4Config(ip_protocol=protocol, ports=list(of) or None)
        for protocol, of in ports.items()
    ]
