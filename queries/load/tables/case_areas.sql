-- What an area's code or name in a case system stands for, and whether it lies in the district: empty where unknown.
-- A 2011 code of an LSOA stands for itself, as in a council's counts.
SELECT i.place,
    coalesce(
        min(a.code) FILTER (m.inner_area IS NOT NULL), min(u.code) FILTER (x.district = $district),
        min(a.code), min(u.code)
    ) AS area_code,
    coalesce(bool_or(m.inner_area IS NOT NULL OR x.district = $district), false) AS inside
FROM (SELECT DISTINCT place FROM incoming) i
LEFT JOIN area a
    ON a.level = $level AND (lower(a.code) = lower(i.place) OR (a.name_key = name_key(i.place) AND $level <> 'lsoa'))
LEFT JOIN area_inside m ON m.area = $district AND m.inner_area = a.code
LEFT JOIN lsoa_unit u ON $level = 'lsoa' AND u.code = upper(i.place)
LEFT JOIN area_member x ON x.area = u.lsoa
GROUP BY i.place;
