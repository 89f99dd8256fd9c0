/*
title = "The parts of an area: kommundelar or stadsdelar"
grain = ["area_id"]
source_tables = ["dim_area", "dim_district", "area_district"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation"

[columns]
area_id = "text | part"
area_level = "text | kommundel or stadsdel"
area_name = "text | name in Swedish"
*/
SELECT area_id, area_level, area_name
FROM dim_area
WHERE area_id IN (
    SELECT district.part_area_id
    FROM area_district AS place
    JOIN dim_district AS district USING (area_version, district_code)
    WHERE place.area_id = $area
)
ORDER BY area_name, area_id
