"""What leaves the dashboard as a file: CSV, Excel, and the council's table in Word."""
