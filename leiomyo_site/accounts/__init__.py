"""Signing in at the editors' desk: tries are counted, sessions end, and who decides proves it with a second factor."""
