INSERT OR REPLACE INTO published_figure SELECT area_code, measure, financial_year, month_of_year, n, source FROM incoming;
