"""The base classes of errors that are meant for the person at the keyboard."""


class CspdashError(Exception):
    """A failure whose message is ready to print: what is wrong, where, and what to do about it."""


class UsageError(CspdashError):
    """What was asked for does not make sense as it stands: a name, a period, a partnership file."""
