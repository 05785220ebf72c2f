"""Benchmarks: figures of one run, side by side. Nothing here is asserted as wall time."""
