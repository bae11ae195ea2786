DELETE FROM council_area;
