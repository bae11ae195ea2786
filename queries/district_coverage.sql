-- title: Coverage of districts
-- question: Which months of each of several districts are whole, partial or missing, and why?
-- parameters:
--   districts: {type: area, list: true}
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
-- columns: {area_code: text, area_name: text, month: month, group: text, status: text, reason: text}
-- note: >
--   police.uk only; group is crime or asb, those that the types asked for belong to. A district without a row for a month
--   has nothing loaded for it.
SELECT a.code AS area_code, a.name AS area_name, c.month, c.grp AS group, c.status, coalesce(c.reason, '') AS reason
FROM area a
JOIN area_districts d ON d.area = a.code
JOIN districts_coverage c USING (districts)
WHERE list_contains($districts, a.code) AND c.source = 'police.uk'
    AND c.month BETWEEN $from_month AND $to_month AND wants($crime_types, c.grp = 'asb')
ORDER BY a.name, a.code, c.month, c.grp DESC;
