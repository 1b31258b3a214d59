"""What must be so before an environment can be made in Google Cloud: asked for, and said line by line."""
