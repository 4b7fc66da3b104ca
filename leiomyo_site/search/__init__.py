"""Search that forgives: an index made with the edition, and answers from it; nothing is kept of what is typed."""
