"""The door in a browser: phones as scanners, and a board for a projector. Pages and requests over HTTPS."""
