"""The project and what guards it: folder, services, accounts, organization policies, keys, perimeter."""
