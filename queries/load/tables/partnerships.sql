DELETE FROM partnership_area;
DELETE FROM partnership;
INSERT INTO partnership SELECT DISTINCT partnership, partnership_name, home_force FROM incoming;
INSERT INTO partnership_area SELECT partnership, level, code, name, member FROM incoming;
