-- title: Known changes of recording
-- question: Between two months, where did the rules of recording change for all forces?
-- parameters:
--   from_month: month
--   to_month: month
-- columns: {month: month, affects: text, title: text, description: text}
-- note: >
--   affects is crime (all types but anti-social behaviour) or violence (Violence and sexual offences). Steps found in the
--   files themselves are in recording_breaks.
SELECT month, affects, title, description
FROM known_break
WHERE month > $from_month AND month <= $to_month
ORDER BY month;
