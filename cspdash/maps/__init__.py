"""Maps of real boundaries on a blank ground, made from frames."""
