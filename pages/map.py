"""Map."""

from cspdash.ui.frame import frame

page = frame("Map")
page.heading("Map", page.place.name)
page.foot()
