"""One module per publisher: recognise its files, check them, give typed rows."""
