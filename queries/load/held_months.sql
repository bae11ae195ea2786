SELECT force, month, sha256 FROM force_month;
