-- title: Recording breaks
-- question: Where did the way in which the figures are recorded step?
-- parameters:
--   area: area
-- columns: {month: month, last_before: month, kind: text, before: share, after: share, description: text}
-- note: found in the files of the area's home force; month is the first after the step.
SELECT b.month, b.last_before, b.kind, b.before, b.after, b.description
FROM recording_break b
WHERE b.force IN (SELECT h.force FROM area_member m JOIN home_force h USING (district) WHERE m.area = $area)
ORDER BY b.month;
