"""GKE: the cluster, its nodes, identities, admission and backups."""
