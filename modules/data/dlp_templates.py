"""Sensitive Data Protection: how personal data is found, and what it is replaced with."""

from __future__ import annotations

from typing import Any, Literal

from cdktn_provider_google.data_loss_prevention_deidentify_template import (
    DataLossPreventionDeidentifyTemplate,
    DataLossPreventionDeidentifyTemplateDeidentifyConfig,
    DataLossPreventionDeidentifyTemplateDeidentifyConfigInfoTypeTransformations,
    DataLossPreventionDeidentifyTemplateDeidentifyConfigInfoTypeTransformationsTransformations,
)
from cdktn_provider_google.data_loss_prevention_deidentify_template import (
    DataLossPreventionDeidentifyTemplateDeidentifyConfigInfoTypeTransformationsTransformationsPrimitiveTransformation as Primitive,  # noqa: E501
)
from cdktn_provider_google.data_loss_prevention_inspect_template import (
    DataLossPreventionInspectTemplate,
    DataLossPreventionInspectTemplateInspectConfig,
    DataLossPreventionInspectTemplateInspectConfigInfoTypes,
)

from landfast.modules.cdk import Construct, resource
from landfast.modules.context import Context

# https://cloud.google.com/sensitive-data-protection/docs/infotypes-reference
PERSONAL = (
    "PERSON_NAME", "EMAIL_ADDRESS", "PHONE_NUMBER", "STREET_ADDRESS", "DATE_OF_BIRTH", "IBAN_CODE",
    "CREDIT_CARD_NUMBER", "PASSPORT", "IP_ADDRESS",
)  # fmt: skip
# National identification numbers (GDPR Art. 87) of the residency areas' countries: a data subject may be of any.
NATIONAL = (
    "AUSTRIA_SOCIAL_SECURITY_NUMBER", "BELGIUM_NATIONAL_ID_CARD_NUMBER", "DENMARK_CPR_NUMBER",
    "FINLAND_NATIONAL_ID_NUMBER", "FRANCE_NIR", "GERMANY_IDENTITY_CARD_NUMBER", "IRELAND_PPSN", "ITALY_FISCAL_CODE",
    "NETHERLANDS_BSN_NUMBER", "NORWAY_NI_NUMBER", "POLAND_PESEL_NUMBER", "PORTUGAL_CDC_NUMBER", "SPAIN_NIE_NUMBER",
    "SPAIN_NIF_NUMBER", "SWEDEN_NATIONAL_ID_NUMBER", "SWITZERLAND_SOCIAL_SECURITY_NUMBER",
    "UK_NATIONAL_HEALTH_SERVICE_NUMBER",
)  # fmt: skip
# Of health and origin; of the other special categories Google finds none.
SPECIAL = ("BLOOD_TYPE", "ETHNIC_GROUP", "ICD10_CODE", "ICD9_CODE", "MEDICAL_TERM")


def dlp_templates(scope: Construct, context: Context) -> dict[Literal["inspect", "deidentify"], str]:
    """`inspect` and `deidentify` -> the template's full name. Both are processed in the environment's region."""
    found = (*PERSONAL, *NATIONAL, *(SPECIAL if context.special_categories else ()))
    inspect = resource(
        DataLossPreventionInspectTemplate,
        scope,
        "inspect",
        parent=context.location,
        template_id=context.names.resource("inspect"),
        display_name=context.names.resource("inspect"),
        description="What counts as personal data in this environment",
        inspect_config=DataLossPreventionInspectTemplateInspectConfig(
            info_types=[DataLossPreventionInspectTemplateInspectConfigInfoTypes(name=name) for name in found],
            min_likelihood="POSSIBLE",
            # A report of findings that quotes them is one more copy of the personal data.
            include_quote=False,
        ),
    )
    return {"inspect": inspect.id, "deidentify": _deidentify(scope, context).id}


def _deidentify(scope: Construct, context: Context) -> Any:
    # Replaced by the name of its type, whatever was found: no key to keep, nothing to reverse. Pseudonyms, which need
    # a key, are made by the pipelines with the secret `pseudonym-key`.
    replace = Primitive(replace_with_info_type_config=True)
    transformation = DataLossPreventionDeidentifyTemplateDeidentifyConfigInfoTypeTransformationsTransformations(
        primitive_transformation=replace
    )
    return resource(
        DataLossPreventionDeidentifyTemplate,
        scope,
        "deidentify",
        parent=context.location,
        template_id=context.names.resource("deidentify"),
        display_name=context.names.resource("deidentify"),
        description="Replaces what the inspect template finds with the name of its type",
        deidentify_config=DataLossPreventionDeidentifyTemplateDeidentifyConfig(
            info_type_transformations=(
                DataLossPreventionDeidentifyTemplateDeidentifyConfigInfoTypeTransformations(
                    transformations=[transformation]
                )
            )
        ),
    )
