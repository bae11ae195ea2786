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

-- The fourteen types as police.uk spells them, in its order, and any type beyond them that the files hold.
CREATE OR REPLACE MACRO crime_types_known() AS TABLE SELECT DISTINCT crime_type FROM crime_count;

-- Completeness of an area's months: over several districts a month is complete when all are.
CREATE OR REPLACE MACRO coverage_of(an_area, a_source, first_month, last_month) AS TABLE
    SELECT c.month, c.grp,
        CASE WHEN bool_or(c.status = 'missing') AND bool_and(c.status = 'missing') THEN 'missing'
             WHEN bool_and(c.status = 'complete') THEN 'complete' ELSE 'partial' END AS status,
        string_agg(DISTINCT CASE WHEN c.status <> 'complete' THEN d.district_name || ': ' || c.reason END, '; ') AS reason
    FROM coverage c
    JOIN district d USING (district)
    WHERE c.source = a_source AND c.month BETWEEN first_month AND last_month
        AND c.district IN (SELECT district FROM area_member WHERE area = an_area)
    GROUP BY c.month, c.grp;
