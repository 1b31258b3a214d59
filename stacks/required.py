"""The versions of Terraform and of its google provider that every stack takes. No CDK import."""

from __future__ import annotations

REQUIRED_TERRAFORM = ">= 1.5"
REQUIRED_PROVIDER = "~> 8.7"
