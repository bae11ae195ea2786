-- What a version is made of, in a fixed order: its hash names the version.
SELECT 'street' AS kind, force AS a, month::TEXT AS b, sha256 FROM force_month
UNION ALL SELECT 'council', district, month::TEXT, sha256 FROM council_month
UNION ALL SELECT 'survey', partnership, year::TEXT, sha256 FROM survey_year
UNION ALL SELECT DISTINCT 'table', '', '', sha256 FROM load_file
    WHERE status = 'loaded' AND kind NOT IN ('street', 'council_asb', 'case_records', 'partner_count', 'survey')
UNION ALL SELECT DISTINCT 'partner', source || ' ' || category || ' ' || area_code, first_month::TEXT || last_month::TEXT,
    sha256 FROM partner_count WHERE sha256 <> ''
UNION ALL SELECT 'meta', key, value, '' FROM meta
ORDER BY ALL;
