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

-- Do the types asked for (NULL: all) hold any of the group: anti-social behaviour, or crime?
CREATE OR REPLACE MACRO wants(types, asb) AS
    types IS NULL OR len(list_filter(types, lambda t: (t = 'Anti-social behaviour') = asb)) > 0;

-- The counts of every area, LSOAs among them.
CREATE OR REPLACE MACRO counted() AS TABLE
    SELECT area, month, crime_type, home, n FROM area_count
    UNION ALL
    SELECT lsoa, month, crime_type, home, n FROM crime_count;

-- The counts of an area: police.uk rows of the home force (or of all forces), of the types asked for (NULL: all).
CREATE OR REPLACE MACRO counts_of(an_area, types, all_forces, first_month, last_month) AS TABLE
    SELECT month, crime_type, n
    FROM counted()
    WHERE area = an_area
        AND month BETWEEN first_month AND last_month
        AND (home OR all_forces)
        AND (types IS NULL OR list_contains(types, crime_type));

-- The same for every area of a level that lies wholly inside another one.
CREATE OR REPLACE MACRO counts_inside(an_area, a_level, types, all_forces, first_month, last_month) AS TABLE
    SELECT i.inner_area AS area_code, c.month, c.n
    FROM area_inside i
    JOIN counted() c ON c.area = i.inner_area
    WHERE i.area = an_area AND i.level = a_level
        AND c.month BETWEEN first_month AND last_month
        AND (c.home OR all_forces)
        AND (types IS NULL OR list_contains(types, c.crime_type));

-- Completeness of an area's months: over several districts a month is complete when all are.
CREATE OR REPLACE MACRO coverage_of(an_area, a_source, first_month, last_month) AS TABLE
    SELECT c.month, c.grp, c.status, c.reason
    FROM districts_coverage c
    JOIN area_districts d USING (districts)
    WHERE d.area = an_area AND c.source = a_source AND c.month BETWEEN first_month AND last_month;

CREATE OR REPLACE MACRO months_in(first_month, last_month) AS date_diff('month', first_month, last_month) + 1;

-- Is anything of a period loaded, and is all of it whole? Per districts and group; no row where nothing is known.
CREATE OR REPLACE MACRO period_state(first_month, last_month) AS TABLE
    SELECT districts, grp, bool_or(status <> 'missing') AS held,
        count(*) FILTER (status = 'complete') = months_in(first_month, last_month) AS complete
    FROM districts_coverage
    WHERE source = 'police.uk' AND month BETWEEN first_month AND last_month
    GROUP BY districts, grp;

-- The same for the groups that the types asked for (NULL: all) belong to, taken together.
CREATE OR REPLACE MACRO period_state_of(types, first_month, last_month) AS TABLE
    SELECT districts, bool_or(held) AS held, bool_and(complete) AS complete
    FROM period_state(first_month, last_month)
    WHERE wants(types, grp = 'asb')
    GROUP BY districts;

-- The council's own records of an area, month by month: no row where none are loaded for one of its districts, an empty
-- count where they are kept for areas larger than the one asked for.
CREATE OR REPLACE MACRO council_asb_of(an_area, first_month, last_month) AS TABLE
    SELECT month, n FROM council_count WHERE area = an_area AND month BETWEEN first_month AND last_month;

-- Two areas that are the same LSOAs (a partnership and its one district).
CREATE OR REPLACE MACRO same_area(one, other) AS
    (SELECT members_key FROM area WHERE code = one) = (SELECT members_key FROM area WHERE code = other);

-- The worse of two states of completeness.
CREATE OR REPLACE MACRO worse(one, other) AS
    CASE WHEN 'missing' IN (one, other) THEN 'missing' WHEN 'partial' IN (one, other) THEN 'partial' ELSE one END;

CREATE OR REPLACE MACRO month_name(month_of_year) AS
    ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
     'December'][month_of_year];

-- The areas that touch a force area in which a partnership lies. Same-named ones elsewhere never get in their way.
CREATE OR REPLACE MACRO near_partnerships() AS TABLE
    SELECT DISTINCT m.area
    FROM area_member m
    JOIN district d USING (district)
    WHERE d.force_area IN (
        SELECT x.force_area FROM partnership_area p JOIN district x ON x.district = p.member
        WHERE p.level = 'partnership'
    );

-- A police force area as police.uk names the force in its files: Devon & Cornwall is devon-and-cornwall.
CREATE OR REPLACE MACRO force_named(force_area_name) AS
    CASE force_area_name WHEN 'Metropolitan Police' THEN 'metropolitan' WHEN 'London, City of' THEN 'city-of-london'
        ELSE regexp_replace(replace(lower(force_area_name), '&', 'and'), '[^a-z]+', '-', 'g') END;

-- The name of police.uk's fixed point: "On or near Blaby Road" is Blaby Road. NULL where it has none.
CREATE OR REPLACE MACRO point_name(location) AS
    nullif(trim(CASE WHEN location = 'No Location' THEN '' WHEN starts_with(location, 'On or near') THEN substr(location, 11)
        ELSE location END), '');

-- Points that police.uk names by what is there, and not by a street.
CREATE OR REPLACE MACRO is_kind_of_place(point) AS lower(point) IN (
    'airport/airfield', 'bus/coach station', 'conference/exhibition centre', 'ferry terminal',
    'further/higher educational building', 'hospital', 'motorway service area', 'nightclub', 'park/open space',
    'parking area', 'pedestrian subway', 'petrol station', 'police station', 'prison', 'race track', 'shopping area',
    'sports/recreation area', 'supermarket', 'theatre/concert hall', 'theme/adventure park');

-- A domain of a release (NULL: every domain loaded) by LSOA of a place, as it is counted here. how: own (the LSOA itself was
-- ranked), parent (the LSOA of 2011 that it was part of), parts (the mean of those that it is made of). percentile: how far
-- up from the most deprived (0) to the least deprived (100) LSOA of England it lies. No row where a rank of it is not loaded.
CREATE OR REPLACE MACRO lsoa_deprivation(an_area, a_release, a_domain) AS TABLE
    SELECT m.lsoa, d.domain, avg(d.rank) AS rank, any_value(r.lsoas) AS "of",
        ceil(avg(d.rank) * 10 / any_value(r.lsoas))::INTEGER AS decile,
        (avg(d.rank) - 0.5) * 100 / any_value(r.lsoas) AS percentile,
        CASE WHEN count(d.score) = count(*) THEN avg(d.score) END AS score,
        CASE WHEN any_value(m.parts) > 1 THEN 'parts' WHEN any_value(m.code) <> m.lsoa THEN 'parent' ELSE 'own' END AS how
    FROM deprivation_release r
    JOIN lsoa_made_of m USING (vintage)
    JOIN deprivation d ON d.code = m.code AND d.release = r.release AND (a_domain IS NULL OR d.domain = a_domain)
    WHERE r.release = a_release AND m.lsoa IN (SELECT a.lsoa FROM area_member a WHERE a.area = an_area)
    GROUP BY m.lsoa, d.domain
    HAVING count(*) = any_value(m.parts);

-- The release asked for, else the latest of which a LSOA of the area is loaded.
CREATE OR REPLACE MACRO release_for(an_area, a_release) AS coalesce(a_release::INTEGER, (
    SELECT max(d.release) FROM area_member m JOIN lsoa_made_of x ON x.lsoa = m.lsoa
    JOIN deprivation d ON d.code = x.code AND d.domain = 'imd' WHERE m.area = an_area));

-- The same by area of a level inside a place. A LSOA keeps its rank and decile; a wider area has means over its LSOAs,
-- weighted by residents, where every one of them is ranked and has residents, and no decile.
CREATE OR REPLACE MACRO area_deprivation(an_area, a_level, a_release, a_domain) AS TABLE
    WITH by_lsoa AS (
        SELECT i.inner_area AS area, o.lsoas, u.population, u.population_year, f.*
        FROM area_inside i
        JOIN area o ON o.code = i.inner_area
        JOIN area_member m ON m.area = i.inner_area
        LEFT JOIN area u ON u.code = m.lsoa
        LEFT JOIN lsoa_deprivation(an_area, a_release, a_domain) f ON f.lsoa = m.lsoa
        WHERE i.area = an_area AND i.level = a_level
    ),
    summed AS (
        SELECT area, domain, any_value(lsoas) AS lsoas, count(rank) AS ranked,
            count(*) FILTER (decile <= 2) AS most_deprived, sum(population) AS people,
            max(population_year) AS population_year, sum(population) FILTER (decile <= 2) AS people_most_deprived,
            count(rank) = count(*) AND count(population) = count(*) AND sum(population) > 0 AS known,
            sum(rank * population) / sum(population) AS mean_rank,
            sum(percentile * population) / sum(population) AS mean_percentile,
            CASE WHEN count(score) = count(*) THEN sum(score * population) / sum(population) END AS mean_score,
            any_value(rank) AS rank, any_value(decile) AS decile, any_value(percentile) AS percentile,
            any_value(score) AS score,
            CASE WHEN count(DISTINCT how) > 1 THEN 'mixed' ELSE coalesce(any_value(how), '') END AS how
        FROM by_lsoa GROUP BY area, domain
    )
    SELECT s.area, s.domain, s.lsoas, s.ranked, s.most_deprived,
        CASE WHEN s.lsoas = 1 THEN s.rank WHEN s.known AND s.ranked = s.lsoas THEN s.mean_rank END AS rank,
        CASE WHEN s.lsoas = 1 THEN s.decile END AS decile,
        CASE WHEN s.lsoas = 1 THEN s.percentile WHEN s.known AND s.ranked = s.lsoas THEN s.mean_percentile END AS percentile,
        CASE WHEN s.lsoas = 1 THEN s.score WHEN s.known AND s.ranked = s.lsoas THEN s.mean_score END AS score,
        s.people AS population, s.population_year,
        CASE WHEN s.known AND s.ranked = s.lsoas THEN coalesce(s.people_most_deprived, 0) / s.people END
            AS share_most_deprived,
        s.how
    FROM summed s;
-- The counts of some areas in the tables of some topics: sums of LSOAs of either vintage, else of whole districts, and none
-- where a part of the area is missing. a_year NULL: of every year. broad takes categories together up to their colon:
-- `White: Irish` is White.
CREATE OR REPLACE MACRO census_of(some_areas, some_topics, a_year, broad) AS TABLE
    WITH composed AS (
        SELECT area, vintage, code, count(*) OVER (PARTITION BY area, vintage) AS codes
        FROM area_code WHERE list_contains(some_areas, area)
    ),
    own AS (
        SELECT code, topic, year, source, CASE WHEN broad THEN split_part(category, ':', 1) ELSE category END AS category,
            sum(n) AS n
        FROM census_count
        WHERE list_contains(some_topics, topic) AND (a_year IS NULL OR year = a_year)
            AND code IN (SELECT code FROM composed)
        GROUP BY ALL
    ),
    summed AS (
        SELECT c.area, c.vintage, o.topic, o.year, o.source, o.category, sum(o.n) AS n, count(*) AS held,
            any_value(c.codes) AS codes
        FROM composed c JOIN own o USING (code)
        GROUP BY ALL
    ),
    -- Where one code lacks a category, or was told in others, the sum would leave it out.
    whole AS (SELECT * FROM summed QUALIFY bool_and(held = codes) OVER (PARTITION BY area, vintage, topic, year, source))
    SELECT area, topic, year, source, category, n::BIGINT AS n
    FROM whole
    QUALIFY vintage = max(vintage) OVER (PARTITION BY area, topic, year, source);

-- The ages of a category: 7 is from 7 to 7, 90+ from 90 to none.
CREATE OR REPLACE MACRO age_from(category) AS regexp_extract(category, '^\d+')::INTEGER;
CREATE OR REPLACE MACRO age_to(category) AS
    CASE WHEN category LIKE '%+' THEN NULL ELSE regexp_extract(category, '\d+$')::INTEGER END;
