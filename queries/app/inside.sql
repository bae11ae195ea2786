SELECT inner_area FROM area_inside WHERE area = $area;
