-- One force's month as police.uk publishes it. Anti-social behaviour has neither Crime ID nor outcome; the LSOAs are
-- those of 2011 or of 2021; the context is always empty.
COPY (
    SELECT CASE WHEN record.outcome >= 0 THEN sha256('cspdash sample ' || record.record) END AS "Crime ID",
           $month_text AS "Month",
           $reported_by AS "Reported by",
           $reported_by AS "Falls within",
           point.longitude AS "Longitude",
           point.latitude AS "Latitude",
           point.location AS "Location",
           CASE WHEN $lsoas_of_2021 THEN point.lsoa21 ELSE point.lsoa11 END AS "LSOA code",
           CASE WHEN $lsoas_of_2021 THEN point.lsoa21_name ELSE point.lsoa11_name END AS "LSOA name",
           crime_type.name AS "Crime type",
           outcome.name AS "Last outcome category",
           NULL AS "Context"
    FROM record
    JOIN point USING (point)
    JOIN crime_type USING (crime_type)
    LEFT JOIN outcome USING (outcome)
    WHERE record.force = $force AND record.month = $month
    ORDER BY record.record
) TO $path (FORMAT csv, HEADER true);
