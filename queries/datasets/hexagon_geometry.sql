/*
title = "The hexagons that dialogues of an area lie in, to draw"
grain = ["hexagon_id"]
source_tables = ["geo_hexagon"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
hexagon_id = "text | hexagon: metres east and north of its middle, SWEREF 99 TM"
lon = "number | its middle, WGS84"
lat = "number | the same"
geojson = "text | geometry as GeoJSON, WGS84"
*/
SELECT hexagon_id, lon, lat, geojson
FROM geo_hexagon
WHERE area_id = $area
ORDER BY hexagon_id
