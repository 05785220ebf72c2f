"""Lists on paper: to sign in, to proof names, to hand out certificates, to count heads."""
