"""Badges: designs and people into pages, as PDF, PNG or SVG."""
