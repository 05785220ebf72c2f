"""Detect scans in key presses and serial input."""
