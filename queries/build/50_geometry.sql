-- Borders and neighbours, prepared by spegel.build.geometry.
CREATE TABLE geo_district AS
SELECT area_version, district_code, substr(district_code, 1, 4) AS municipality_code, geometry_kind, geojson
FROM prepared_geometry;

CREATE TABLE district_neighbour AS
SELECT beside.area_version, beside.district_code, beside.neighbour_code, geometry.geometry_kind
FROM prepared_neighbour AS beside
JOIN prepared_geometry AS geometry USING (area_version, district_code);
