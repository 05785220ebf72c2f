"""Attendance as tables and files: what directors sign and certificates are made from."""
