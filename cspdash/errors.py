"""The one base class of errors that are meant for the person at the keyboard."""


class CspdashError(Exception):
    """A failure whose message is ready to print: what is wrong, where, and what to do about it."""
