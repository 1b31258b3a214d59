"""Policy tags: a column that bears one is readable only for who may read that kind of personal data."""

from __future__ import annotations

from cdktn_provider_google.data_catalog_policy_tag import DataCatalogPolicyTag
from cdktn_provider_google.data_catalog_taxonomy import DataCatalogTaxonomy

from landfast.modules.cdk import Construct, resource
from landfast.modules.context import Context

TAGS = {
    "direct-identifier": "Names a person by itself: name, e-mail address, national number",
    "quasi-identifier": "Names a person together with others: date of birth, postal code",
    "special-category": "GDPR Art. 9: health, genetic or biometric data, origin, beliefs, orientation",
}


def policy_tags(scope: Construct, context: Context) -> dict[str, str]:
    """Kind of personal data -> full name of its policy tag."""
    taxonomy = resource(
        DataCatalogTaxonomy,
        scope,
        "personal-data",
        project=context.project,
        region=context.region,
        display_name=context.names.resource("personal-data"),
        description="Kinds of personal data",
        # Without it the tags are only descriptions.
        activated_policy_types=["FINE_GRAINED_ACCESS_CONTROL"],
        deletion_policy=context.deletion_policy,
    )
    return {
        tag: resource(
            DataCatalogPolicyTag, scope, tag, taxonomy=taxonomy.id, display_name=tag, description=description
        ).name
        for tag, description in TAGS.items()
    }
