"""The section `ai` of the spec: a high-risk AI system (AI Act, Regulation (EU) 2024/1689), and who answers for it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from landfast.stacks.spec.section import SpecSection, each_once

# Annex III, points 1 to 8: https://eur-lex.europa.eu/eli/reg/2024/1689/oj
HighRiskArea = Literal[
    "biometrics", "critical-infrastructure", "education", "employment", "essential-services", "law-enforcement",
    "migration", "justice",
]  # fmt: skip
AiRole = Literal["provider", "deployer"]


def _alone(said: object) -> object:
    return (said,) if isinstance(said, str) else said


class AiSystem(SpecSection):
    """A high-risk AI system (AI Act Art. 6(2), Annex III): switches its rules on. Whether it is one, people decide."""

    area: HighRiskArea
    """Area of Annex III that the system is used in"""
    role: Annotated[
        tuple[AiRole, ...],
        BeforeValidator(_alone, json_schema_input_type=AiRole | list[AiRole]),
        AfterValidator(each_once),
        Field(min_length=1),
    ]
    """Who answers here: the `provider` that makes it (Art. 16), the `deployer` that uses it (Art. 26), or both"""
