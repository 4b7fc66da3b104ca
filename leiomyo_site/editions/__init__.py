"""Everything families read, made from publications only."""
