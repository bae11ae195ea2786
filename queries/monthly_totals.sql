-- title: Monthly totals
-- question: How many crimes and how much anti-social behaviour in each month, and was the month whole?
-- parameters:
--   area: area
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   all_forces: {type: flag, default: false}
-- columns:
--   {month: month, crime: count, asb_police: count, asb_council: count, crime_complete: flag, asb_complete: flag,
--    reason: text}
-- note: >
--   counts as published, partial months too; empty where no file (or no council record) is loaded for the month or the
--   types asked for leave the measure out. Over several districts a month is complete when all are.
WITH span AS (
    SELECT unnest(generate_series($from_month, $to_month, INTERVAL 1 MONTH))::DATE AS month
),
counted AS (
    SELECT month, sum(n) FILTER (NOT is_asb(crime_type)) AS crime, sum(n) FILTER (is_asb(crime_type)) AS asb
    FROM counts_of($area, $crime_types, $all_forces, $from_month, $to_month)
    GROUP BY month
),
police AS (
    SELECT month, any_value(status) FILTER (grp = 'crime') AS crime, any_value(status) FILTER (grp = 'asb') AS asb,
        string_agg(CASE WHEN reason <> '' THEN grp || ': ' || reason END, '; ' ORDER BY grp DESC) AS reason
    FROM coverage_of($area, 'police.uk', $from_month, $to_month)
    GROUP BY month
)
SELECT s.month,
    CASE WHEN p.crime <> 'missing' AND wants($crime_types, false) THEN coalesce(c.crime, 0) END::BIGINT AS crime,
    CASE WHEN p.asb <> 'missing' AND wants($crime_types, true) THEN coalesce(c.asb, 0) END::BIGINT AS asb_police,
    CASE WHEN wants($crime_types, true) THEN a.n END::BIGINT AS asb_council,
    coalesce(p.crime = 'complete', false) AS crime_complete,
    coalesce(p.asb = 'complete', false) AS asb_complete,
    CASE WHEN p.month IS NULL THEN 'outside the months loaded' ELSE coalesce(p.reason, '') END AS reason
FROM span s
LEFT JOIN counted c USING (month)
LEFT JOIN police p USING (month)
LEFT JOIN council_asb_of($area, $from_month, $to_month) a USING (month)
ORDER BY s.month;
