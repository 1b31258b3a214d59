"""The sections `google` and `environments` of the spec: where the projects are, and what each is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, model_validator

from landfast.stacks.spec.reserved import not_googles
from landfast.stacks.spec.section import SpecProblem, SpecSection

_BOOLEAN = TypeAdapter(bool)
ACCOUNT = r"^[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z][a-z0-9-]{4,28}[a-z0-9]\.iam\.gserviceaccount\.com$"
Suffix = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$"), AfterValidator(not_googles)]


class Google(SpecSection):
    """What the target `google` needs and the rehearsal does not."""

    organization: Annotated[str, Field(pattern=r"^[0-9]{6,20}$")] | None = None
    """Organization number (digits)"""
    folder: Annotated[str, Field(pattern=r"^[0-9]{6,20}$")] | None = None
    """Folder number, instead of an organization"""
    billing_account: Annotated[str, Field(pattern=r"^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$")]
    """Billing account, `XXXXXX-XXXXXX-XXXXXX`"""
    project_suffix: Suffix | None = None
    """End of every project's id and bucket's name, e.g. `k7`: they are unique in the world, and stay taken for long"""
    quota_project: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$")] | None = None
    """Project that stands already and whose quota calls are counted on: people's own credentials need one"""
    impersonate: Annotated[str, Field(pattern=ACCOUNT)] | None = None
    """Service account that whoever runs landfast acts as, in place of their own credentials"""

    @model_validator(mode="after")
    def _one_parent(self) -> Google:
        if (self.organization is None) == (self.folder is None):
            fact, step = "needs exactly one parent", "set one and remove the other"
            raise SpecProblem("", fact, limit="organization or folder", step=step)
        return self


class Environment(SpecSection):
    """One environment: one Google Cloud project."""

    budget_eur: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    """Monthly budget in euros, with alerts at 50, 90 and 100 %; Google keeps it in `costs.currency`"""
    approval: bool = False
    """A person approves every deployment"""
    protected: bool = False
    """Project, buckets and datasets refuse to be deleted; as `approval` unless set"""

    @model_validator(mode="before")
    @classmethod
    def _protected_as_approval(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or "protected" in data:
            return data
        try:
            return {**data, "protected": _BOOLEAN.validate_python(data.get("approval", False))}
        except ValidationError:  # What is wrong with `approval` is said once.
            return data
