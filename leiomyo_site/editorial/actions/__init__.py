"""What changes drafts, reviews and publications: one verb a module, with every rule of that verb."""
