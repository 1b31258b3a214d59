"""A Pub/Sub topic whose messages never leave the residency area, and its reader."""

from __future__ import annotations

from dataclasses import dataclass

from cdktn_provider_google.pubsub_subscription import PubsubSubscription, PubsubSubscriptionExpirationPolicy
from cdktn_provider_google.pubsub_topic import PubsubTopic, PubsubTopicMessageStoragePolicy

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context, seconds
from landfast.modules.names import DataClass, TopicPurpose

# Long enough for a reader that was down over a weekend, short enough not to be a store (GDPR Art. 5(1)(e)).
MESSAGE_DAYS = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic by its name."""

    name: str
    made: Made


def topic(scope: Construct, context: Context, purpose: TopicPurpose, *, data_class: DataClass, days: int) -> Topic:
    """The topic for `purpose` with one pull subscription; messages end after 3 days, or `days` if that is less."""
    kept = seconds(min(MESSAGE_DAYS, days))
    made = resource(
        PubsubTopic,
        scope,
        purpose,
        name=context.names.topic(purpose),
        project=context.project,
        kms_key_name=context.key_id(data_class),
        message_retention_duration=kept,
        # In transit too: a publisher elsewhere is refused instead of served by a region elsewhere.
        message_storage_policy=None
        if context.universe.lacks("places of messages")
        else PubsubTopicMessageStoragePolicy(allowed_persistence_regions=[context.region], enforce_in_transit=True),
        labels=context.labels,
        deletion_policy=context.deletion_policy,
    )
    resource(
        PubsubSubscription,
        scope,
        purpose,
        name=context.names.topic(purpose),
        project=context.project,
        topic=made.id,
        message_retention_duration=kept,
        retain_acked_messages=False,
        # Never: a subscription that ends after 31 quiet days would lose the messages of the 32nd.
        expiration_policy=PubsubSubscriptionExpirationPolicy(ttl=""),
        labels=context.labels,
        deletion_policy=context.deletion_policy,
    )
    return Topic(made.name, made)
