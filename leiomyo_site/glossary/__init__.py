"""Drafts of medical words."""
