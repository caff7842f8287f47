"""Measurements that anyone can run: `python -m benchmarks NAME`. Ratios to a baseline in the same run, and medians."""
