"""A family education site: drafts and reviews in Django admin, editions served without it."""

__version__ = "0.2.0"
