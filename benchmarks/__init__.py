"""The benchmarks: one file each, run by `python -m benchmarks NAME`; README.md has the figures."""
