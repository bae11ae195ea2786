-- Steps in the share of crime without a location: each moves every area's count of the force at once.
--
-- A step is a month from which the shares of three held months lie wholly above (or below) those of the three before,
-- with medians at least one percentage point and twofold apart. Of several such months close by, the one that parts the
-- two sides by the widest gap is the step; a single odd month is none.
DELETE FROM recording_break;

INSERT INTO recording_break
WITH share AS (
    SELECT force, month, (n - located) / n AS share
    FROM force_month_count WHERE grp = 'crime' AND n > 0
),
sides AS (
    SELECT force, month, lag(month) OVER held AS last_before,
        list(share) OVER (held ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) AS before,
        list(share) OVER (held ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING) AS after
    FROM share WINDOW held AS (PARTITION BY force ORDER BY month)
),
stepped AS (
    SELECT force, month, last_before, list_median(before) AS before, list_median(after) AS after,
        greatest(list_min(after) - list_max(before), list_min(before) - list_max(after)) AS gap
    FROM sides
    WHERE len(before) = 3 AND len(after) = 3
),
clear AS (
    SELECT * FROM stepped
    WHERE gap > 0 AND abs(after - before) >= 0.01 AND greatest(before, after) >= 2 * least(before, after)
)
SELECT c.force, c.month, c.last_before, 'share without a location', c.before, c.after,
    format('The share of crime without a location steps from {:.1f}% to {:.1f}%: counts of every area move with it.',
        100 * c.before, 100 * c.after)
FROM clear c
WHERE NOT EXISTS (
    SELECT 1 FROM clear o
    WHERE o.force = c.force AND o.month <> c.month
        AND o.month BETWEEN c.month - INTERVAL 2 MONTH AND c.month + INTERVAL 2 MONTH
        AND (o.gap > c.gap OR (o.gap = c.gap AND o.month < c.month))
)
ORDER BY ALL;
