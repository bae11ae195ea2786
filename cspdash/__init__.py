"""cspdash: a crime dashboard for Community Safety Partnerships."""

__version__ = "0.1.0"
