/*
title = "Official key figures of a municipality beside similar municipalities, its county and the country"
grain = ["kpi_id", "measured_year", "comparison", "place_id", "gender"]
source_tables = ["fact_official_indicator", "dim_kpi", "dim_area", "peer_municipality"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality, four digits"

[params.theme]
type = "text"
default = "representation"
meaning = "representation, or a theme of data/fetch/kolada.toml such as survey or turnout"

[params.kpi_id]
type = "text"
optional = true
meaning = "One key figure, whatever its theme"

[columns]
kpi_id = "text | key figure in Kolada"
title = "text? | Kolada's name for it, Swedish; null where the catalogue is not loaded"
theme = "text | theme"
unit = "text | share (0-1), number, kronor or ratio"
measured_year = "integer | year it was measured; copies until the next election are one row"
indicator_year = "integer | first year it is published for"
is_repeated = "boolean | known only as a copy"
comparison = "text | own, similar (one municipality), similar_median, county_median or country"
place_id = "text | municipality, county or country; the own municipality for similar_median"
place_name = "text | name; Kolada's group for similar_median"
gender = "text | women, men or total; a share of women also gives the men"
indicator_value = "number? | in its unit; null where the publisher gives none"
margin_value = "number? | half width of the margin; null where there is none and for medians"
municipality_count = "integer? | municipalities behind a median; null for others"
group_count = "integer? | municipalities in the group; null for others"
source_id = "text | source, the first of several for medians"
*/
WITH own AS (
    SELECT area_id AS municipality_code, county_code
    FROM dim_area
    WHERE area_level = 'kommun' AND area_id = $municipality_code
),

latest_group AS (
    SELECT group_title, peer_code
    FROM own
    JOIN peer_municipality USING (municipality_code)
    WHERE group_title LIKE 'Liknande kommuner, övergripande%' AND peer_code <> municipality_code
    -- The title ends with its year.
    QUALIFY dense_rank() OVER (ORDER BY right(group_title, 4) DESC, group_title) = 1
),

value AS (
    SELECT
        fact.*,
        kpi.title,
        kpi.theme,
        kpi.unit,
        kpi.share_of
    FROM fact_official_indicator AS fact
    JOIN dim_kpi AS kpi USING (kpi_id)
    WHERE
        kpi_id = $kpi_id
        OR (
            $kpi_id IS NULL
            AND kpi.theme IN (
                SELECT unnest(
                    CASE WHEN $theme = 'representation'
                        THEN ['council', 'council_balance', 'elected', 'elected_numbers', 'elected_income', 'power', 'leaving']
                        ELSE [$theme] END
                )
            )
        )
    -- Once a measured year.
    QUALIFY row_number() OVER (PARTITION BY kpi_id, place_id, gender, measured_year ORDER BY indicator_year) = 1
),

-- A share of women tells the men too: what is published as one value for all becomes one for each sex.
sexed AS (
    SELECT * EXCLUDE (share_of) REPLACE (coalesce(share_of, gender) AS gender)
    FROM value
    UNION ALL
    SELECT * EXCLUDE (share_of)
        REPLACE (CASE share_of WHEN 'women' THEN 'men' ELSE 'women' END AS gender, 1 - indicator_value AS indicator_value)
    FROM value
    WHERE share_of IS NOT NULL AND gender = 'total' AND unit = 'share'
),

place AS (
    SELECT 'own' AS comparison, municipality_code AS place_id FROM own
    UNION ALL
    SELECT 'similar', peer_code FROM latest_group
    UNION ALL
    SELECT 'country', '00' FROM own
),

member AS (
    SELECT 'similar_median' AS comparison, own.municipality_code AS place_id, group_title AS place_name, peer_code AS member_code
    FROM latest_group
    CROSS JOIN own
    UNION ALL
    SELECT 'county_median', county.area_id, county.area_name, municipality.area_id
    FROM own
    JOIN dim_area AS county ON county.area_level = 'lan' AND county.area_id = own.county_code
    JOIN dim_area AS municipality ON municipality.area_level = 'kommun' AND municipality.county_code = own.county_code
),

sized AS (
    SELECT *, count(*) OVER (PARTITION BY comparison) AS group_count
    FROM member
),

listed AS (
    SELECT
        sexed.kpi_id,
        sexed.title,
        sexed.theme,
        sexed.unit,
        sexed.measured_year,
        sexed.indicator_year,
        sexed.is_repeated,
        place.comparison,
        place_id,
        area.area_name AS place_name,
        sexed.gender,
        sexed.indicator_value,
        sexed.uncertainty_value AS margin_value,
        NULL::INTEGER AS municipality_count,
        NULL::INTEGER AS group_count,
        sexed.source_id
    FROM place
    JOIN sexed USING (place_id)
    JOIN dim_area AS area ON area.area_id = place_id
    UNION ALL
    SELECT
        sexed.kpi_id,
        any_value(sexed.title),
        any_value(sexed.theme),
        any_value(sexed.unit),
        sexed.measured_year,
        min(sexed.indicator_year),
        bool_and(sexed.is_repeated),
        sized.comparison,
        sized.place_id,
        any_value(sized.place_name),
        sexed.gender,
        median(sexed.indicator_value),
        NULL,
        count(*)::INTEGER,
        any_value(sized.group_count)::INTEGER,
        min(sexed.source_id)
    FROM sized
    JOIN sexed ON sexed.place_id = sized.member_code
    WHERE sexed.indicator_value IS NOT NULL
    GROUP BY sexed.kpi_id, sexed.measured_year, sexed.gender, sized.comparison, sized.place_id
    -- Half of the group must be known, or the median would be somebody else's.
    HAVING 2 * count(*) >= any_value(sized.group_count)
)

SELECT *
FROM listed
ORDER BY
    kpi_id,
    measured_year,
    list_position(['own', 'similar', 'similar_median', 'county_median', 'country'], comparison),
    place_id,
    list_position(['women', 'men', 'total'], gender)
