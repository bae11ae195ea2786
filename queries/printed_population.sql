-- title: Residents as printed
-- question: What did the partnership print about the residents of a place's district?
-- parameters:
--   area: area
-- columns:
--   {printed: text, year: year, line: count, row_name: text, column_name: text, count: count, source: text}
-- note: >
--   facts beside our own counts, never mixed with them: cells and totals stand as printed, even where they contradict each
--   other. No row for a place outside the districts whose tables are known.
SELECT p.printed, p.year, p.line, p.row_name, p.column_name, p.n AS count, p.source
FROM printed_population p
WHERE EXISTS (SELECT 1 FROM area_inside i WHERE i.area = p.area_code AND i.inner_area = $area)
ORDER BY p.printed, p.year, p.line, p.place;
