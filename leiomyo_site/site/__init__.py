"""Everything that families see, made from publications only."""
