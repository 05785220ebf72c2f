"""Widgets; they do not depend on the app or on screens."""
