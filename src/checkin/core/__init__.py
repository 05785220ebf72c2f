"""Pure rules and values of checkin: standard library only."""
