"""Render pages with typst."""
