"""What is measured against what: one file each, `python -m benchmarks NAME`; README.md holds the figures."""
