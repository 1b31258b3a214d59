"""Door one: the provider `hashicorp/google` as Terraform starts it, a stand-in over the simulated cloud."""
