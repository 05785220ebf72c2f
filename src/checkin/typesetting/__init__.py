"""Draw pages with typst."""
