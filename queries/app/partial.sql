SELECT c.source, d.district_name, c.month, c.grp, c.status, c.reason
FROM coverage c JOIN district d USING (district)
WHERE c.status = 'partial' ORDER BY c.month, d.district_name, c.grp;
