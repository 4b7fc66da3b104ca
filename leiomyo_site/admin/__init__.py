"""The Django admin of editors, reviewers and publishers. Every rule is in the actions of editorial, none here."""
