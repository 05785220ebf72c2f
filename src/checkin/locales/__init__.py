"""Words of the four languages that are spoken at the door."""
