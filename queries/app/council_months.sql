SELECT DISTINCT month FROM council_month ORDER BY month;
