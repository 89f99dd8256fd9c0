/*
title = "Shapes of the districts of an area"
grain = ["district_code"]
source_tables = ["geo_district", "area_district", "dim_district"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation or part"

[params.area_version]
type = "text"
meaning = "Version of the districts, valdistrikt2022"

[columns]
district_code = "text | eight digits"
district_name = "text? | name, null where the source has removed it"
geometry_kind = "text | official borders, simplified, or schematic cells"
geojson = "text | geometry as GeoJSON, WGS84, five decimals"
*/
SELECT geo.district_code, district.district_name, geo.geometry_kind, geo.geojson
FROM area_district AS place
JOIN geo_district AS geo USING (area_version, district_code)
LEFT JOIN dim_district AS district USING (area_version, district_code)
WHERE place.area_id = $area AND place.area_version = $area_version
ORDER BY geo.district_code
