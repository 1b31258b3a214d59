"""What is provisioned: the spec, and one class for each Terraform state of an environment."""
