-- title: Gaps
-- question: Which months are partial or missing, in which districts, and why?
-- parameters: {}
-- columns: {source: text, district: text, district_name: text, month: month, group: text, status: text, reason: text}
SELECT c.source, c.district, d.district_name, c.month, c.grp AS group, c.status, c.reason
FROM coverage c JOIN district d USING (district)
WHERE c.status <> 'complete'
ORDER BY c.source, c.month, d.district_name, c.grp;
