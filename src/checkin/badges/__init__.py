"""Badges: people rendered with a design, as PDF, PNG or SVG."""
