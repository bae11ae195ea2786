-- title: Top streets
-- question: Which streets of an area do most records stand at?
-- parameters:
--   area: area
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   all_forces: {type: flag, default: false}
-- columns: {street: text, kind: text, count: count}
-- note: >
--   police.uk moves every record to the nearest of its fixed points, so a street is where the point is named after, not
--   where it happened. kind is street, kind of place (a point that police.uk names only as Supermarket, Parking Area and
--   the like), or not named (then street is empty).
WITH member AS (
    SELECT m.lsoa, m.district, h.force
    FROM area_member m
    LEFT JOIN home_force h USING (district)
    WHERE m.area = $area
),
code AS (
    SELECT code FROM lsoa_unit WHERE lsoa IN (SELECT lsoa FROM member)
    UNION
    SELECT code FROM lsoa_by_place WHERE lsoa IN (SELECT lsoa FROM member)
),
counted AS (
    SELECT location, lsoa_published, force, count(*) AS n,
        CASE WHEN lsoa_published IN (SELECT code FROM lsoa_by_place) THEN longitude END AS longitude,
        CASE WHEN lsoa_published IN (SELECT code FROM lsoa_by_place) THEN latitude END AS latitude
    FROM crime
    WHERE lsoa_published IN (SELECT code FROM code)
        AND month BETWEEN $from_month AND $to_month
        AND ($crime_types IS NULL OR list_contains($crime_types, crime_type))
    GROUP BY ALL
),
found AS (
    SELECT point_name(c.location) AS street, sum(c.n)::BIGINT AS n
    FROM counted c
    JOIN lsoa_unit u ON u.code = c.lsoa_published
    LEFT JOIN lsoa_by_place p
        ON p.code = c.lsoa_published AND p.longitude = c.longitude AND p.latitude = c.latitude
    JOIN member m ON m.lsoa = coalesce(p.lsoa, u.lsoa)
    WHERE $all_forces OR coalesce(c.force = m.force, true)
    GROUP BY ALL
)
SELECT coalesce(street, '') AS street,
    CASE WHEN street IS NULL THEN 'not named' WHEN is_kind_of_place(street) THEN 'kind of place' ELSE 'street' END AS kind,
    sum(n)::BIGINT AS count
FROM found
GROUP BY ALL
ORDER BY count DESC, street;
