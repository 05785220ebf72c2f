"""Scans without an interface."""
