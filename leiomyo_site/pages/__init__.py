"""Drafts of pages, and the way between content files and drafts."""
