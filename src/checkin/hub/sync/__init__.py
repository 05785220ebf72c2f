"""Exchange events and rosters with a hub or a file."""
