INSERT INTO council_area SELECT unnest($codes::TEXT[]);
