-- What is loaded beside police.uk's files: kind, name, the months (YYYY-MM) or years that it covers, how many of what.
SELECT kind, name, periods, n, unit
FROM (
    SELECT 1 AS place, 'case records' AS kind, coalesce(any_value(d.district_name), c.district) AS name,
        list(DISTINCT strftime(c.month, '%Y-%m') ORDER BY strftime(c.month, '%Y-%m')) AS periods, sum(c.n)::BIGINT AS n,
        'records' AS unit
    FROM case_month c LEFT JOIN district d USING (district)
    GROUP BY c.district
    UNION ALL
    SELECT 2, 'partner counts', source,
        list(DISTINCT strftime(month, '%Y-%m') ORDER BY strftime(month, '%Y-%m')),
        (SELECT count(*) FROM partner_count x WHERE x.source = p.source), 'counts'
    FROM (
        SELECT source, unnest(generate_series(first_month, last_month, INTERVAL 1 MONTH)::DATE[]) AS month
        FROM (SELECT DISTINCT source, first_month, last_month FROM partner_count)
    ) p
    GROUP BY source
    UNION ALL
    SELECT 3, 'survey', coalesce(any_value(p.name), s.partnership) || ', ' || s.name,
        list(DISTINCT financial_year(s.year) ORDER BY financial_year(s.year)), sum(s.respondents)::BIGINT, 'respondents'
    FROM survey_year s LEFT JOIN partnership p ON p.slug = s.partnership
    GROUP BY s.partnership, s.name
    UNION ALL
    SELECT 4, 'census table', source || ', ' || replace(topic, '_', ' '),
        list(DISTINCT year::TEXT ORDER BY year::TEXT), count(DISTINCT code), 'areas'
    FROM census_count GROUP BY source, topic
    UNION ALL
    SELECT 5, 'deprivation release', 'English Indices of Deprivation', [release::TEXT], count(DISTINCT code), 'LSOAs'
    FROM deprivation GROUP BY release
)
ORDER BY place, name, periods;
