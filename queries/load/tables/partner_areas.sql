-- The areas that a partner's counts name, by code, name, or level:name: every one that the text may stand for, with its
-- level. Of names those near a partnership go before others. A partnership that is one district is that district, so that
-- one place is never held under two codes.
WITH asked AS (
    SELECT DISTINCT area, regexp_extract(area, '^([a-z_]+):', 1) AS level,
        trim(regexp_replace(area, '^[a-z_]+:', '')) AS name
    FROM incoming
),
found AS (
    SELECT q.area, coalesce(d.code, a.code) AS code, coalesce(d.level, a.level) AS level, a.width, a.members_key,
        lower(a.code) IN (lower(q.area), lower(q.name)) AS by_code,
        a.code IN (SELECT area FROM near_partnerships()) AS near
    FROM asked q
    JOIN area a ON lower(a.code) = lower(q.area)
        OR (a.name_key = name_key(q.area) AND a.level NOT IN ('lsoa', 'lsoa_2011'))
        OR (a.level = q.level AND (a.name_key = name_key(q.name) OR lower(a.code) = lower(q.name)))
    LEFT JOIN area d ON a.level = 'partnership' AND d.level = 'district' AND d.members_key = a.members_key
)
SELECT q.area, f.code, f.level, f.members_key
FROM asked q
LEFT JOIN found f USING (area)
QUALIFY f.code IS NULL OR rank() OVER (PARTITION BY q.area ORDER BY by_code DESC, near DESC) = 1
ORDER BY q.area, f.width, f.code;
