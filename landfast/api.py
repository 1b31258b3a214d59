"""landfast from Python: each job is a function of a typed request, and gives a frozen result.

```python
from landfast.api import PlanRequest, Refused, plan

found = plan(PlanRequest(environment="dev"))
if isinstance(found, Refused): ...
```

Progress goes to a reporter, if one is given. What is expected to go wrong is a `UserError`; nothing is printed.
"""

from __future__ import annotations

from landfast.core.errors import InputError, Problem, UserError
from landfast.core.progress import Event, Reporter, silent
from landfast.jobs.agent_install import AgentInstallRequest, AgentInstallResult, agent_install
from landfast.jobs.agent_uninstall import AgentUninstallRequest, AgentUninstallResult, agent_uninstall
from landfast.jobs.audit import AuditRequest, AuditResult, audit
from landfast.jobs.blueprint_eject import BlueprintEjectRequest, BlueprintEjectResult, blueprint_eject
from landfast.jobs.blueprint_list import BlueprintListResult, blueprint_list
from landfast.jobs.blueprint_new import BlueprintNewRequest, BlueprintNewResult, blueprint_new
from landfast.jobs.blueprint_upgrade import BlueprintUpgradeRequest, BlueprintUpgradeResult, blueprint_upgrade
from landfast.jobs.bootstrap import BootstrapRequest, BootstrapResult, bootstrap
from landfast.jobs.check import CheckRequest, CheckResult, check
from landfast.jobs.doctor import DoctorRequest, DoctorResult, doctor
from landfast.jobs.down import DownRequest, DownResult, down
from landfast.jobs.drift import DriftRequest, DriftResult, drift
from landfast.jobs.drill import DrillRequest, DrillResult, drill
from landfast.jobs.evidence import EvidenceRequest, EvidenceResult, evidence
from landfast.jobs.evidence_diff import EvidenceDiffRequest, EvidenceDiffResult, evidence_diff
from landfast.jobs.evidence_verify import EvidenceVerifyRequest, EvidenceVerifyResult, evidence_verify
from landfast.jobs.explain import ExplainRequest, ExplainResult, explain
from landfast.jobs.graph import GraphRequest, GraphResult, graph
from landfast.jobs.init import InitRequest, InitResult, init
from landfast.jobs.moving import Move
from landfast.jobs.plan import PlanRequest, PlanResult, plan
from landfast.jobs.plugins import PluginsResult, plugins
from landfast.jobs.promote import PromoteRequest, PromoteResult, promote
from landfast.jobs.rehearsal_compare import RehearsalCompareRequest, RehearsalCompareResult, rehearsal_compare
from landfast.jobs.rehearsal_serve import RehearsalServeRequest, RehearsalServeResult, rehearsal_serve
from landfast.jobs.result import Refused, Result, document
from landfast.jobs.rules_test import RulesTestRequest, RulesTestResult, rules_test
from landfast.jobs.spec import spec_schema, spec_show
from landfast.jobs.status import StatusRequest, StatusResult, status
from landfast.jobs.subject_erase import SubjectEraseRequest, SubjectEraseResult, subject_erase
from landfast.jobs.subject_export import SubjectExportRequest, SubjectExportResult, subject_export
from landfast.jobs.subject_requests import SubjectRequestsRequest, SubjectRequestsResult, subject_requests
from landfast.jobs.synth import SynthRequest, SynthResult, synth
from landfast.jobs.up import UpRequest, UpResult, up
from landfast.jobs.withheld import Withheld
from landfast.stacks.spec import Spec
from landfast.terraform import Attribute, Drifted, PlannedChange

__all__ = [
    "AgentInstallRequest",
    "AgentInstallResult",
    "AgentUninstallRequest",
    "AgentUninstallResult",
    "Attribute",
    "AuditRequest",
    "AuditResult",
    "BlueprintEjectRequest",
    "BlueprintEjectResult",
    "BlueprintListResult",
    "BlueprintNewRequest",
    "BlueprintNewResult",
    "BlueprintUpgradeRequest",
    "BlueprintUpgradeResult",
    "BootstrapRequest",
    "BootstrapResult",
    "CheckRequest",
    "CheckResult",
    "DoctorRequest",
    "DoctorResult",
    "DownRequest",
    "DownResult",
    "DriftRequest",
    "DriftResult",
    "Drifted",
    "DrillRequest",
    "DrillResult",
    "Event",
    "EvidenceDiffRequest",
    "EvidenceDiffResult",
    "EvidenceRequest",
    "EvidenceResult",
    "EvidenceVerifyRequest",
    "EvidenceVerifyResult",
    "ExplainRequest",
    "ExplainResult",
    "GraphRequest",
    "GraphResult",
    "InitRequest",
    "InitResult",
    "InputError",
    "Move",
    "PlanRequest",
    "PlanResult",
    "PlannedChange",
    "PluginsResult",
    "Problem",
    "PromoteRequest",
    "PromoteResult",
    "Refused",
    "RehearsalCompareRequest",
    "RehearsalCompareResult",
    "RehearsalServeRequest",
    "RehearsalServeResult",
    "Reporter",
    "Result",
    "RulesTestRequest",
    "RulesTestResult",
    "Spec",
    "StatusRequest",
    "StatusResult",
    "SubjectEraseRequest",
    "SubjectEraseResult",
    "SubjectExportRequest",
    "SubjectExportResult",
    "SubjectRequestsRequest",
    "SubjectRequestsResult",
    "SynthRequest",
    "SynthResult",
    "UpRequest",
    "UpResult",
    "UserError",
    "Withheld",
    "agent_install",
    "agent_uninstall",
    "audit",
    "blueprint_eject",
    "blueprint_list",
    "blueprint_new",
    "blueprint_upgrade",
    "bootstrap",
    "check",
    "doctor",
    "document",
    "down",
    "drift",
    "drill",
    "evidence",
    "evidence_diff",
    "evidence_verify",
    "explain",
    "graph",
    "init",
    "plan",
    "plugins",
    "promote",
    "rehearsal_compare",
    "rehearsal_serve",
    "rules_test",
    "silent",
    "spec_schema",
    "spec_show",
    "status",
    "subject_erase",
    "subject_export",
    "subject_requests",
    "synth",
    "up",
]
