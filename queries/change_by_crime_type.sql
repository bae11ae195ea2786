-- title: Change by crime type
-- question: How does each crime type compare with the same months of another period?
-- parameters:
--   area: area
--   from_month: month
--   to_month: month
--   base_from: month
--   base_to: month
--   all_forces: {type: flag, default: false}
-- columns: {crime_type: text, base: count, current: count}
-- note: police.uk only, as published; a type without a row in either period stands with 0. No total row.
WITH counted AS (
    SELECT crime_type,
        sum(n) FILTER (month BETWEEN $base_from AND $base_to) AS base,
        sum(n) FILTER (month BETWEEN $from_month AND $to_month) AS current
    FROM counts_of($area, NULL, $all_forces, least($base_from, $from_month), greatest($base_to, $to_month))
    GROUP BY crime_type
)
SELECT t.crime_type, coalesce(c.base, 0)::BIGINT AS base, coalesce(c.current, 0)::BIGINT AS current
FROM crime_type t
LEFT JOIN counted c USING (crime_type)
ORDER BY t.crime_type;
