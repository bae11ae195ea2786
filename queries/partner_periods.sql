-- title: Periods of partners' own counts
-- question: Which periods have partners counted in a place, and who counted them?
-- parameters: {area: area}
-- columns: {source: text, category: text, first_month: month, last_month: month}
-- note: one row a source, category and period, of every area that lies inside the place or is the place.
SELECT DISTINCT p.source, p.category, p.first_month, p.last_month
FROM partner_count p
JOIN area_inside i ON i.area = $area AND i.inner_area = p.area_code
ORDER BY p.last_month, p.first_month, p.source, p.category;
