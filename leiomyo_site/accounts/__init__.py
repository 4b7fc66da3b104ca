"""Signing in: attempts are counted, sessions end, and who decides proves it with a second factor."""
