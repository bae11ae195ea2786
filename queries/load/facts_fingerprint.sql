-- One number for what the tables that fact files write to hold now, whatever the order of their rows: a file that was
-- loaded before is taken anew where it is not what stands. The table of each kind of `store.areal.ORDER` is here, but for
-- outlines, of which the finest is kept whichever came last.
SELECT bit_xor(part)
FROM (
    SELECT hash('district', t) AS part FROM district t
    UNION ALL SELECT hash('area_lookup', t) FROM area_lookup t
    UNION ALL SELECT hash('lsoa_best_fit', t) FROM lsoa_best_fit t
    UNION ALL SELECT hash('lsoa_ward', t) FROM lsoa_ward t
    UNION ALL SELECT hash('population', t) FROM population t
    UNION ALL SELECT hash('census', t) FROM census_count t
);
