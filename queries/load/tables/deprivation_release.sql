INSERT OR REPLACE INTO deprivation_release SELECT release, vintage, lsoas, authorities FROM incoming;
