"""Seasons."""

from cspdash.ui.frame import frame

page = frame("Seasons")
page.heading("Seasons", page.place.name)
page.foot()
