"""Answers families from the current edition. Knows no Django."""
