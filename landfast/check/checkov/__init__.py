"""A second opinion: checkov, in its own environment and process and without a network, over what landfast evaluated."""

from landfast.check.checkov.opinion import second_opinions

__all__ = ["second_opinions"]
