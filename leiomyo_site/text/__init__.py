"""Words, and nothing but words: pure Python, no Django, no database, no clock."""
