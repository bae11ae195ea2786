SELECT district, month, sha256 FROM council_month;
