SELECT year FROM survey_year WHERE partnership = $partnership AND sha256 = $sha256;
