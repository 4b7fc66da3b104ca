"""The editors' desk in Django admin: what pages and terms have in common. Every rule is in the verbs, none here."""
