"""Backups in one file, and bringing a site back from one: every word, picture, address and version, checked."""
