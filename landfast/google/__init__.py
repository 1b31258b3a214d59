"""Google's own APIs, asked with the account that the machine is signed in with: what Terraform can't be asked."""
