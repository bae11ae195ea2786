-- title: Change by crime type
-- question: How does each crime type compare with the same months of another period?
-- parameters:
--   area: area
--   from_month: month
--   to_month: month
--   base_from: month
--   base_to: month
--   all_forces: {type: flag, default: false}
-- columns: {crime_type: text, base: count, current: count, base_complete: flag, current_complete: flag}
-- note: >
--   police.uk only, as published; no total row. A type without a row in a period that is loaded stands with 0; a count is
--   empty where no month of its period is loaded. complete says that every month of the period is there and whole for
--   the type's group (crime or anti-social behaviour): without both, the two counts cannot be compared.
WITH counted AS (
    SELECT crime_type,
        sum(n) FILTER (month BETWEEN $base_from AND $base_to) AS base,
        sum(n) FILTER (month BETWEEN $from_month AND $to_month) AS current
    FROM counts_of($area, NULL, $all_forces, least($base_from, $from_month), greatest($base_to, $to_month))
    GROUP BY crime_type
)
SELECT t.crime_type,
    CASE WHEN b.held THEN coalesce(c.base, 0) END::BIGINT AS base,
    CASE WHEN n.held THEN coalesce(c.current, 0) END::BIGINT AS current,
    coalesce(b.complete, false) AS base_complete, coalesce(n.complete, false) AS current_complete
FROM crime_type t
JOIN area_districts d ON d.area = $area
LEFT JOIN counted c USING (crime_type)
LEFT JOIN period_state($base_from, $base_to) b ON b.districts = d.districts AND b.grp = group_of(t.crime_type)
LEFT JOIN period_state($from_month, $to_month) n ON n.districts = d.districts AND n.grp = group_of(t.crime_type)
ORDER BY t.crime_type;
