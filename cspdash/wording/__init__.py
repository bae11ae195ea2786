"""The plain-English words for results. Every title, label and note on a page is made in this package."""
