"""Merge events and publications of other kiosks."""
