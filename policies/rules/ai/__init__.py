"""What a high-risk AI system owes besides (AI Act Art. 12, 14, 19, 26): on where the spec has `ai`."""
