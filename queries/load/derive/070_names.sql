-- LSOAs by a name that people know: the two streets at which most records of the last 24 months held stand. A street is
-- where police.uk's fixed point is named after; points that it names only by a kind of place name no LSOA.
DELETE FROM lsoa_name;

INSERT INTO lsoa_name
WITH
latest AS (
    SELECT force, month FROM force_month
    QUALIFY row_number() OVER (PARTITION BY force ORDER BY month DESC) <= 24
),
named AS (
    SELECT coalesce(p.lsoa, u.lsoa) AS lsoa, point_name(c.location) AS street, count(*) AS n
    FROM crime c
    JOIN latest USING (force, month)
    JOIN lsoa_unit u ON u.code = c.lsoa_published
    LEFT JOIN lsoa_by_place p
        ON p.code = c.lsoa_published AND p.longitude = c.longitude AND p.latitude = c.latitude
    GROUP BY ALL
)
SELECT lsoa, string_agg(street, ', ' ORDER BY n DESC, street)
FROM (
    SELECT lsoa, street, n FROM named
    WHERE street IS NOT NULL AND NOT is_kind_of_place(street)
    QUALIFY row_number() OVER (PARTITION BY lsoa ORDER BY n DESC, street) <= 2
)
GROUP BY lsoa
ORDER BY lsoa;
