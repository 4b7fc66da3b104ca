"""What `make bench` measures, each part in a process of its own: `python -m bench`, or `python -m bench serving`."""
