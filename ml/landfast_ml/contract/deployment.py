"""What was deployed to an environment: a line of its history, which is written once and never changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from landfast_ml.contract.reading import Origin, read

VERSION = 1
DEPLOYMENTS = "deployments"
_ANEW = "`landfast blueprint upgrade` brings the library that says it as this landfast reads it"
_NEWER = "install the landfast that knows it: the project's library is newer"


@dataclass(frozen=True, slots=True)
class Deployment:
    """`digest` is the image's, `pipeline` that of the specs without their facts, `revision` the commit's; `kind` is
    `release` or `rollback`, `at` in UTC. `approved_by` is empty where nobody had to approve.
    """

    number: int
    version: str
    digest: str
    pipeline: str
    revision: str
    kind: str
    at: str
    by: str
    approved_by: str

    @property
    def name(self) -> str:
        return f"{DEPLOYMENTS}/{self.number:04}.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployments:
    """Of one environment, newest first: the first is what runs. `added`: whether the command has added that one."""

    schema: int = VERSION
    deployments: tuple[Deployment, ...]
    added: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Any) -> Deployments:
        """Raises: ContractError."""
        return read(cls, document, Origin("release list", _ANEW, _NEWER), VERSION)
