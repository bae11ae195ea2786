-- The areas of a level inside a partnership, by which a survey's file names them.
SELECT a.code, a.name
FROM area_inside i JOIN area a ON a.code = i.inner_area
WHERE i.area = $partnership AND i.level = $level
ORDER BY a.code;
