"""Reads from disk what is to be checked: HCL, JSON, folders as Terraform does, the modules that they call."""
