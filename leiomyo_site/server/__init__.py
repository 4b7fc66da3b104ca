"""Answers families from memory. Knows no Django."""
