-- title: Street points
-- question: At which of police.uk's fixed points inside a place do records stand, of which types, and when?
-- parameters:
--   area: area
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   all_forces: {type: flag, default: false}
-- columns:
--   {longitude: number, latitude: number, street: text, kind: text, lsoa: text, crime_type: text, count: count,
--    months: count, first_seen: month, last_seen: month}
-- note: >
--   one row a point and crime type; months, first_seen and last_seen are of the point over all the types asked for. Every
--   record of the place stands at one point, so the counts add up to the place's own. police.uk moves a record to the
--   nearest point, which is not where it happened, and replaced its points between June and July 2022: never add up
--   points across that. kind is street, kind of place (a point that police.uk names only as Supermarket, Parking Area
--   and the like), or not named (then street is empty).
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
found AS (
    SELECT c.longitude, c.latitude, c.location, m.lsoa, c.crime_type, c.month, count(*) AS n
    FROM crime c
    JOIN lsoa_unit u ON u.code = c.lsoa_published
    LEFT JOIN lsoa_by_place p
        ON p.code = c.lsoa_published AND p.longitude = c.longitude AND p.latitude = c.latitude
    JOIN member m ON m.lsoa = coalesce(p.lsoa, u.lsoa)
    WHERE c.lsoa_published IN (SELECT code FROM code)
        AND c.month BETWEEN $from_month AND $to_month
        AND ($crime_types IS NULL OR list_contains($crime_types, c.crime_type))
        AND ($all_forces OR coalesce(c.force = m.force, true))
    GROUP BY ALL
),
named AS (
    SELECT longitude, latitude, coalesce(point_name(location), '') AS street, lsoa, crime_type, month, sum(n) AS n
    FROM found
    GROUP BY ALL
),
dated AS (
    SELECT longitude, latitude, street, lsoa, count(DISTINCT month) AS months, min(month) AS first_seen,
        max(month) AS last_seen
    FROM named
    GROUP BY ALL
)
SELECT n.longitude, n.latitude, n.street,
    CASE WHEN n.street = '' THEN 'not named' WHEN is_kind_of_place(n.street) THEN 'kind of place' ELSE 'street' END
        AS kind,
    n.lsoa, n.crime_type, sum(n.n)::BIGINT AS count, any_value(d.months) AS months,
    any_value(d.first_seen) AS first_seen, any_value(d.last_seen) AS last_seen
FROM named n
JOIN dated d
    ON d.longitude IS NOT DISTINCT FROM n.longitude AND d.latitude IS NOT DISTINCT FROM n.latitude
    AND d.street = n.street AND d.lsoa = n.lsoa
GROUP BY n.longitude, n.latitude, n.street, n.lsoa, n.crime_type
ORDER BY n.lsoa, n.street, n.longitude, n.latitude, count DESC, n.crime_type;
