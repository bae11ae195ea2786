-- title: Coverage
-- question: Which months of a place are whole, partial or missing, and why?
-- parameters:
--   area: area
--   from_month: month
--   to_month: month
--   source: {type: choice, values: [police.uk, council], default: police.uk}
-- columns: {month: month, group: text, status: text, reason: text}
-- note: group is crime or asb; over several districts a month is complete when all are.
SELECT month, grp AS group, status, coalesce(reason, '') AS reason
FROM coverage_of($area, $source, $from_month, $to_month)
ORDER BY month, grp DESC;
