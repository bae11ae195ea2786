"""Quarters and years."""

from cspdash.ui.frame import frame

page = frame("Quarters and years")
page.heading("Quarters and years", page.place.name)
page.foot()
