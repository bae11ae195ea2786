SELECT district, month FROM council_month WHERE sha256 = $sha256;
