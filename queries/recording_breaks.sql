-- title: Recording breaks
-- question: Where did the way in which the figures are recorded step?
-- parameters:
--   area: area
-- columns: {month: month, last_before: month, kind: text, before: share, after: share, description: text}
-- note: found in the files of the area's home force; month is the first after the step.
SELECT b.month, b.last_before, b.kind, b.before, b.after, b.description
FROM recording_break b
WHERE b.force IN (
    SELECT p.home_force
    FROM area_member m
    JOIN district d USING (district)
    JOIN district x ON x.force_area = d.force_area
    JOIN partnership_area a ON a.member = x.district AND a.level = 'partnership'
    JOIN partnership p ON p.slug = a.partnership
    WHERE m.area = $area
)
ORDER BY b.month;
