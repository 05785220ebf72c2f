"""Texts in four languages, countries and roles."""
