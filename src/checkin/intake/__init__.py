"""Files from outside, turned into checked values and loaded in one piece: the roster and the programme."""
