"""Google's service agents and default accounts: their addresses, and which of them an API makes when it is enabled.

Facts and their sources: `data/agents.json`.
"""

from __future__ import annotations

from dataclasses import dataclass

from landfast.gcp.tables import table
from landfast.gcp.universes import PUBLIC, Universe


def agent_email(api: str, number: str, universe: Universe = PUBLIC) -> str | None:
    """Address of the agent of an API in the project of a number, None if it is not known."""
    template = table("agents")["agents"].get(api)
    return f"{template.replace('{n}', number)}.{universe.agents}" if template else None


def agent_role(api: str) -> str | None:
    """The role in the project that the agent of an API works by, None if it needs none."""
    found: dict[str, str] = table("agents")["roles"].get(api, {})
    return found.get("role")


@dataclass(frozen=True, slots=True)
class OtherAgent:
    """An agent of an API beside its first: a name of its own, its address and the role that it works by."""

    name: str
    email: str
    role: str


def other_agents(api: str, number: str, universe: Universe = PUBLIC) -> tuple[OtherAgent, ...]:
    """Every other agent of an API that has a role in the project of a number."""
    found: dict[str, dict[str, str]] = table("agents")["more"].get(api, {})
    return tuple(
        OtherAgent(domain.removeprefix("gcp-sa-"), f"service-{number}@{domain}.{universe.agents}", entry["role"])
        for domain, entry in found.items()
    )


def work_of_agents() -> dict[str, str]:
    """Role -> what the agent that works by it does."""
    entries = [*table("agents")["roles"].values()]
    for of_api in table("agents")["more"].values():
        entries += of_api.values()
    return {entry["role"]: entry["does"] for entry in reversed(entries)}


def made_with_api(api: str) -> bool:
    """Whether the agent is made, with its role, when the API is enabled, and not only when it is first needed."""
    return api in table("agents")["made_with_api"]


def apis_agent(number: str, universe: Universe = PUBLIC) -> str:
    """Address of what makes machines in groups, and stands once Compute Engine is enabled.

    https://cloud.google.com/iam/docs/service-agents#google-apis-service-agent
    """
    return f"{number}@cloudservices.{'gserviceaccount.com' if universe.is_google else universe.agents}"


def default_account(api: str, number: str, universe: Universe = PUBLIC) -> str | None:
    """Address of the Google-made account that an API's workloads run as, None if it has none."""
    template = table("agents")["default_accounts"].get(api)
    if not template:
        return None
    found: str = template.replace("{n}", number)
    return found if universe.is_google else f"{found.removesuffix('gserviceaccount.com')}{universe.agents}"
