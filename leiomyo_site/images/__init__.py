"""Uploaded pictures: checked, cleaned, and made ready in every size ahead of time. Knows no texts and no database."""
