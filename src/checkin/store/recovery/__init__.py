"""Backups, rebuild and repair of a record."""
