"""Runs every rule over every subject: findings, waivers, coverage."""
