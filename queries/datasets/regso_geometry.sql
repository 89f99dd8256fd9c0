/*
title = "The RegSO of an area, to draw; none where their borders are not loaded"
grain = ["regso_code"]
source_tables = ["geo_regso"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
regso_code = "text | RegSO, 0127R001"
regso_name = "text? | its name"
area_version = "text | division, regso2025"
geojson = "text | geometry as GeoJSON, WGS84"
*/
SELECT regso_code, regso_name, area_version, geojson
FROM geo_regso
WHERE area_id = $area
ORDER BY regso_code
