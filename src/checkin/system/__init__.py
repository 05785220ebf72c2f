"""Processes, files and time."""
