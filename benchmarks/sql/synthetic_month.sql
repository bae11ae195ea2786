-- One month in police.uk's form. Anti-social behaviour has neither Crime ID nor outcome; the context is always empty.
COPY (
    SELECT CASE WHEN record.outcome >= 0 THEN sha256('cspdash benchmark ' || record.record) END AS "Crime ID",
           $month_text AS "Month",
           'Leicestershire Police' AS "Reported by",
           'Leicestershire Police' AS "Falls within",
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
    WHERE record.month = $month
    ORDER BY record.record
) TO $path (FORMAT csv, HEADER true);
