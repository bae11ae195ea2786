-- Is each month of each district whole? A gap is never a fall.
--
-- The rule (measured on nine districts and 62 real months): what a district should hold in a month is its median share
-- of the force's located rows in the held months within six months either side (at least three), times the month's
-- total. Where 20 or more are expected, fewer than a third came, and the drop is more than five standard deviations of
-- such counts (square-root scale, dispersion 2: without this, one ASB month in 300 of a small district is flagged by
-- chance), the month is partial. The force's own total is tested apart: under half of its neighbours' median, the
-- month is partial everywhere (the lowest in real months is 0.63, ASB in December 2025). With fewer than three
-- neighbours a month is taken as complete, and says that it was not checked.
DELETE FROM coverage;

INSERT INTO coverage
WITH
span AS (
    SELECT force, unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month
    FROM force_month GROUP BY force
),
grp AS (SELECT unnest(['crime', 'asb']) AS grp),
place AS (SELECT DISTINCT u.district, h.force FROM unit u JOIN home_force h USING (district)),
-- Counts with the true noughts, for the months held.
force_n AS (
    SELECT m.force, m.month, g.grp, coalesce(c.n, 0) AS n, coalesce(c.located, 0) AS located
    FROM force_month m CROSS JOIN grp g
    LEFT JOIN force_month_count c ON c.force = m.force AND c.month = m.month AND c.grp = g.grp
),
district_n AS (
    SELECT p.district, f.force, f.month, f.grp, f.n AS force_total, f.located, f.n - f.located AS unlocated,
        coalesce(c.n, 0) AS n, coalesce(c.n, 0) / nullif(f.located, 0) AS share
    FROM place p
    JOIN force_n f USING (force)
    LEFT JOIN (
        SELECT district, month, CASE WHEN crime_type = 'Anti-social behaviour' THEN 'asb' ELSE 'crime' END AS grp, sum(n) AS n
        FROM crime_count WHERE home GROUP BY ALL
    ) c ON c.district = p.district AND c.month = f.month AND c.grp = f.grp
),
force_usual AS (
    SELECT f.force, f.month, f.grp, median(o.n) AS n, median(o.n - o.located) AS unlocated, count(*) AS neighbours
    FROM force_n f
    JOIN force_n o ON o.force = f.force AND o.grp = f.grp AND o.month <> f.month
        AND o.month BETWEEN f.month - INTERVAL 6 MONTH AND f.month + INTERVAL 6 MONTH
    GROUP BY ALL
),
district_usual AS (
    SELECT d.district, d.month, d.grp, median(o.share) AS share
    FROM district_n d
    JOIN district_n o ON o.district = d.district AND o.grp = d.grp AND o.month <> d.month
        AND o.month BETWEEN d.month - INTERVAL 6 MONTH AND d.month + INTERVAL 6 MONTH
    GROUP BY ALL
),
judged AS (
    SELECT d.*, u.n AS usual_total, u.unlocated AS usual_unlocated, coalesce(u.neighbours, 0) AS neighbours,
        s.share * d.force_total AS expected,
        u.neighbours >= 3 AND u.n >= 20 AND d.force_total < u.n / 2 AS force_short,
        u.neighbours >= 3 AND s.share * d.force_total >= 20 AND d.n < s.share * d.force_total / 3
            AND 2 * (sqrt(s.share * d.force_total) - sqrt(d.n)) / sqrt(2) > 5 AS district_short
    FROM district_n d
    LEFT JOIN force_usual u ON u.force = d.force AND u.month = d.month AND u.grp = d.grp
    LEFT JOIN district_usual s ON s.district = d.district AND s.month = d.month AND s.grp = d.grp
)
SELECT 'police.uk', p.district, s.month, g.grp,
    CASE WHEN j.district IS NULL THEN 'missing' WHEN j.force_short OR j.district_short THEN 'partial' ELSE 'complete' END,
    CASE
        WHEN j.district IS NULL THEN 'no file of ' || s.force || ' is loaded for this month'
        WHEN j.force_short THEN format('the file of {} holds {:,} where its neighbouring months hold about {:,}',
            s.force, j.force_total::BIGINT, j.usual_total::BIGINT)
        WHEN j.district_short THEN format(
            '{:,} came where about {:,} were expected from the neighbouring months; rows without a location in the file '
            || 'of {}: {:,} (usual: {:,})',
            j.n::BIGINT, j.expected::BIGINT, s.force, j.unlocated::BIGINT, j.usual_unlocated::BIGINT)
        WHEN j.neighbours < 3 THEN 'not checked: fewer than three neighbouring months are loaded'
        ELSE ''
    END,
    j.n, CASE WHEN j.neighbours >= 3 THEN j.expected END
FROM place p
JOIN span s USING (force)
CROSS JOIN grp g
LEFT JOIN judged j ON j.district = p.district AND j.month = s.month AND j.grp = g.grp
ORDER BY p.district, s.month, g.grp;

INSERT INTO coverage
SELECT 'council', s.district, s.month, 'asb', CASE WHEN c.month IS NULL THEN 'missing' ELSE 'complete' END,
    CASE WHEN c.month IS NULL THEN 'no council records are loaded for this month' ELSE '' END, c.n, NULL
FROM (
    SELECT district, unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month
    FROM council_month GROUP BY district
) s
LEFT JOIN (
    SELECT m.district, m.month, coalesce(sum(a.n), 0) AS n
    FROM council_month m LEFT JOIN council_asb a USING (district, month) GROUP BY ALL
) c USING (district, month)
ORDER BY ALL;
