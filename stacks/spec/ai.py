"""The section `ai` of the spec: a high-risk AI system (AI Act, Regulation (EU) 2024/1689), and who answers for it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from landfast.stacks.spec.section import SpecProblem, SpecSection, each_once

# Annex III, points 1 to 8: https://eur-lex.europa.eu/eli/reg/2024/1689/oj
HighRiskArea = Literal[
    "biometrics", "critical-infrastructure", "education", "employment", "essential-services", "law-enforcement",
    "migration", "justice",
]  # fmt: skip
# Annex I, Section A, points 2 to 12, by what the law is on: machinery went to Section B, whose products have their own
# rules, by Regulation (EU) 2026/1744: https://eur-lex.europa.eu/eli/reg/2026/1744/oj
ProductLaw = Literal[
    "toys", "recreational-craft", "lifts", "explosive-atmospheres", "radio-equipment", "pressure-equipment",
    "cableways", "protective-equipment", "gas-appliances", "medical-devices", "in-vitro-diagnostics",
]  # fmt: skip
AiRole = Literal["provider", "deployer"]


def _alone(said: object) -> object:
    return (said,) if isinstance(said, str) else said


class AiSystem(SpecSection):
    """A high-risk AI system (AI Act Art. 6): switches its rules on. Whether it is one, people decide."""

    area: HighRiskArea | None = None
    """Area of Annex III that the system is used in (Art. 6(2))"""
    product: ProductLaw | None = None
    """Law of Annex I on the product that the system is, or is a safety component of, if others assess it (Art. 6(1))"""
    public: bool = False
    """Who deploys it is a public body, or provides public services: fundamental rights are assessed (Art. 27)"""
    role: Annotated[
        tuple[AiRole, ...],
        BeforeValidator(_alone, json_schema_input_type=AiRole | list[AiRole]),
        AfterValidator(each_once),
        Field(min_length=1),
    ]
    """Who answers here: the `provider` that makes it (Art. 16), the `deployer` that uses it (Art. 26), or both"""

    @model_validator(mode="after")
    def _is_of_an_annex(self) -> AiSystem:
        if self.area is None and self.product is None:
            fact, limit = "says no reason why the system is high-risk", "area (Annex III), product (Annex I), or both"
            raise SpecProblem("", fact, limit=limit, step="set ai.area or ai.product, or take ai out")
        return self
