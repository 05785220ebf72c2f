"""Threads, processes and settings of a running kiosk."""
