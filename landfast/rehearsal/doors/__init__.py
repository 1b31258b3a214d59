"""The ways into the simulated cloud: each translates its own protocol into calls, and refusals into its words."""
