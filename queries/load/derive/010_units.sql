-- Which LSOA counts the rows of each published code (DESIGN: 2011 and 2021 vintages, joined by code, never by name).
DELETE FROM lsoa_unit;

INSERT INTO lsoa_unit
WITH
-- A 2011 LSOA that was split can be told apart where every one of its parts has a boundary.
parted AS (
    SELECT l.lsoa11, bool_and(b.code IS NOT NULL) AS drawn
    FROM area_lookup l
    LEFT JOIN boundary b ON b.level = 'lsoa' AND b.vintage = 2021 AND b.code = l.lsoa21
    WHERE l.change IN ('S', 'X')
    GROUP BY l.lsoa11
),
-- Without ONS's best fit at hand: the lowest code, counted as best fit all the same.
best AS (
    SELECT l.lsoa11, coalesce(any_value(f.lsoa21), min(l.lsoa21)) AS lsoa21
    FROM area_lookup l LEFT JOIN lsoa_best_fit f USING (lsoa11)
    GROUP BY l.lsoa11
)
SELECT code, any_value(lsoa), any_value(how)
FROM (
    SELECT lsoa21 AS code, lsoa21 AS lsoa, 'unchanged' AS how FROM area_lookup WHERE change IN ('U', 'M', 'X')
    UNION
    SELECT lsoa11, lsoa21, 'merged' FROM area_lookup WHERE change = 'M'
    UNION
    SELECT l.lsoa21, CASE WHEN p.drawn THEN l.lsoa21 ELSE l.lsoa11 END, CASE WHEN p.drawn THEN 'split' ELSE 'parent' END
    FROM area_lookup l JOIN parted p USING (lsoa11) WHERE l.change = 'S'
    UNION
    SELECT l.lsoa11, CASE WHEN p.drawn OR l.change = 'X' THEN b.lsoa21 ELSE l.lsoa11 END,
        CASE WHEN p.drawn OR l.change = 'X' THEN 'by_place' ELSE 'parent' END
    FROM area_lookup l JOIN parted p USING (lsoa11) JOIN best b USING (lsoa11) WHERE l.change IN ('S', 'X')
)
GROUP BY code;
