"""Refusals that several actions share. Each is a sentence that an editor can act on."""


class PublishRefused(Exception):
    """This text may not be published or taken down like this; says why and what to do."""
