-- One definition of each thing that questions share.

-- Names: case, spacing and "&" for "and" do not matter.
CREATE OR REPLACE MACRO name_key(name) AS
    trim(regexp_replace(replace(lower(name), '&', ' and '), '\s+', ' ', 'g'));

CREATE OR REPLACE MACRO is_asb(crime_type) AS crime_type = 'Anti-social behaviour';

-- crime or asb: the groups whose completeness is judged apart.
CREATE OR REPLACE MACRO group_of(crime_type) AS CASE WHEN is_asb(crime_type) THEN 'asb' ELSE 'crime' END;

-- Financial years run April to March.
CREATE OR REPLACE MACRO financial_year_start(month) AS year(month - INTERVAL 3 MONTH);
CREATE OR REPLACE MACRO financial_year(month) AS
    financial_year_start(month)::TEXT || '-' || lpad(((financial_year_start(month) + 1) % 100)::TEXT, 2, '0');
CREATE OR REPLACE MACRO quarter_of_year(month) AS quarter(month - INTERVAL 3 MONTH);

-- The counts of an area: police.uk rows of the home force (or of all forces), of the types asked for (NULL: all).
CREATE OR REPLACE MACRO counts_of(an_area, types, all_forces, first_month, last_month) AS TABLE
    SELECT c.lsoa, c.month, c.crime_type, c.n
    FROM crime_count c
    JOIN area_member m ON m.lsoa = c.lsoa AND m.area = an_area
    WHERE c.month BETWEEN first_month AND last_month
        AND (c.home OR all_forces)
        AND (types IS NULL OR list_contains(types, c.crime_type));

-- Completeness of an area's months: over several districts a month is complete when all are.
CREATE OR REPLACE MACRO coverage_of(an_area, a_source, first_month, last_month) AS TABLE
    SELECT c.month, c.grp,
        CASE WHEN bool_or(c.status = 'missing') AND bool_and(c.status = 'missing') THEN 'missing'
             WHEN bool_and(c.status = 'complete') THEN 'complete' ELSE 'partial' END AS status,
        string_agg(CASE WHEN c.status <> 'complete' THEN
            CASE WHEN (SELECT count(DISTINCT district) FROM area_member WHERE area = an_area) > 1
                THEN d.district_name || ': ' ELSE '' END || c.reason END, '; ' ORDER BY d.district_name) AS reason
    FROM coverage c
    JOIN district d USING (district)
    WHERE c.source = a_source AND c.month BETWEEN first_month AND last_month
        AND c.district IN (SELECT district FROM area_member WHERE area = an_area)
    GROUP BY c.month, c.grp;

-- Do the types asked for (NULL: all) hold any of the group: anti-social behaviour, or crime?
CREATE OR REPLACE MACRO wants(types, asb) AS
    types IS NULL OR len(list_filter(types, lambda t: (t = 'Anti-social behaviour') = asb)) > 0;

-- The council's own records of an area, month by month: no row where none are loaded for one of its districts, an empty
-- count where they are kept for areas larger than the one asked for.
CREATE OR REPLACE MACRO council_asb_of(an_area, first_month, last_month) AS TABLE
    WITH own AS (SELECT DISTINCT district FROM area_member WHERE area = an_area),
    held AS (
        SELECT c.month FROM council_month c JOIN own USING (district)
        WHERE c.month BETWEEN first_month AND last_month
        GROUP BY c.month HAVING count(*) = (SELECT count(*) FROM own)
    ),
    touching AS (
        SELECT DISTINCT o.area FROM area_member o JOIN area_member m ON m.lsoa = o.lsoa AND m.area = an_area
    ),
    placed AS (
        SELECT c.month, c.n, i.inner_area IS NOT NULL AS inside, t.area IS NOT NULL AND i.inner_area IS NULL AS across
        FROM (
            SELECT c.district, c.month, c.n,
                CASE WHEN u.how IN ('parent', 'merged') THEN u.lsoa ELSE c.area_code END AS area
            FROM council_asb c LEFT JOIN lsoa_unit u ON u.code = c.area_code
            WHERE c.month BETWEEN first_month AND last_month
        ) c
        JOIN own USING (district)
        LEFT JOIN area_inside i ON i.area = an_area AND i.inner_area = c.area
        LEFT JOIN touching t ON t.area = c.area
    )
    SELECT h.month, CASE WHEN coalesce(bool_or(p.across), false) THEN NULL
        ELSE coalesce(sum(p.n) FILTER (p.inside), 0) END AS n
    FROM held h LEFT JOIN placed p USING (month)
    GROUP BY h.month;

-- Two areas that are the same LSOAs (a partnership and its one district).
CREATE OR REPLACE MACRO same_area(one, other) AS
    (SELECT members_key FROM area WHERE code = one) = (SELECT members_key FROM area WHERE code = other);

-- The worse of two states of completeness.
CREATE OR REPLACE MACRO worse(one, other) AS
    CASE WHEN 'missing' IN (one, other) THEN 'missing' WHEN 'partial' IN (one, other) THEN 'partial' ELSE one END;

CREATE OR REPLACE MACRO month_name(month_of_year) AS
    ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
     'December'][month_of_year];
