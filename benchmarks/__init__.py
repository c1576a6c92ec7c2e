"""Measured speed: each ``bench_*`` module returns its figures, always beside a baseline of the same run."""
