"""The section `controller` of the spec: who answers for the data, and why it is processed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from landfast.stacks.spec.section import SpecLine, SpecProblem, SpecSection, each_once

Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
LegalBasis = Literal[
    "consent", "contract", "legal-obligation", "vital-interests", "public-task", "legitimate-interests"
]
SpecialCondition = Literal[
    "explicit-consent", "employment", "vital-interests", "not-for-profit", "public-by-subject", "legal-claims",
    "substantial-public-interest", "health-care", "public-health", "archiving-research",
]  # fmt: skip
# GDPR Art. 9(1), and Art. 10 (criminal convictions), which Member State law treats as strictly.
SPECIAL_CATEGORIES = frozenset(
    {"racial-or-ethnic-origin", "political-opinions", "religious-beliefs", "trade-union-membership", "genetic",
     "biometric", "health", "sex-life-or-orientation", "criminal-convictions"}
)  # fmt: skip
DataCategory = Literal[
    "identification", "contact", "demographic", "financial", "behavioural", "location", "communication",
    "employment", "technical", "racial-or-ethnic-origin", "political-opinions", "religious-beliefs",
    "trade-union-membership", "genetic", "biometric", "health", "sex-life-or-orientation", "criminal-convictions",
]  # fmt: skip


class Controller(SpecSection):
    """Who answers for the data, and why it is processed: feeds the record of processing (GDPR Art. 30)."""

    organisation: SpecLine = Field(min_length=2, max_length=100)
    """Legal name of the controller"""
    dpo: Email
    """Contact of the data protection officer"""
    dpo_contact: bool = True
    """Google writes to the DPO too; false where this address is outside of the domains that the organisation allows"""
    purpose: SpecLine = Field(min_length=3, max_length=200)
    """Purpose of the processing (Art. 5(1)(b))"""
    legal_basis: LegalBasis
    """Legal basis (Art. 6(1))"""
    data_subjects: tuple[Annotated[SpecLine, Field(min_length=2, max_length=40)], ...] = ()
    """Categories of data subjects (Art. 30(1)(c)), e.g. `patients`"""
    data_categories: Annotated[tuple[DataCategory, ...], AfterValidator(each_once)] = ()
    """Categories of personal data (Art. 30(1)(c)); special ones (Art. 9) switch the strict rules on"""
    special_condition: SpecialCondition | None = None
    """Condition that allows special categories (Art. 9(2))"""

    @model_validator(mode="after")
    def _special_needs_condition(self) -> Controller:
        special = sorted(SPECIAL_CATEGORIES.intersection(self.data_categories))
        if special and self.special_condition is None:
            fact = "special categories of personal data need a condition (GDPR Art. 9(2))"
            step = "set controller.special_condition, e.g. explicit-consent"
            raise SpecProblem("special_condition", fact, ", ".join(special), step=step)
        return self
