"""Corrections, session changes and attendance summaries."""
