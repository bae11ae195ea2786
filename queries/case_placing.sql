-- title: Council records that could not be placed
-- question: How many of the council's own records could be placed, and why could the others not?
-- parameters:
--   area: area
--   from_month: month
--   to_month: month
-- columns: {records: count, blank: count, unknown: count, outside: count, months: count}
-- note: >
--   case records of the districts that the area touches, in the months asked for; months says how many of them are held.
--   blank: no location; unknown: one that is not known here; outside: one in another district. They count for the district
--   and not for any part of it.
SELECT coalesce(sum(n), 0)::BIGINT AS records, coalesce(sum(blank), 0)::BIGINT AS blank,
    coalesce(sum(unknown), 0)::BIGINT AS unknown, coalesce(sum(outside), 0)::BIGINT AS outside,
    count(DISTINCT month)::BIGINT AS months
FROM case_month
WHERE district IN (SELECT district FROM area_member WHERE area = $area) AND month BETWEEN $from_month AND $to_month;
