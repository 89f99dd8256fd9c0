/*
title = "Women and men in the municipal council beside similar municipalities, the county and the country, by election"
grain = ["election_year", "comparison", "place_id"]
source_tables = ["fact_council_seat", "fact_elected_official", "dim_election", "dim_area", "peer_municipality", "fact_reference_value"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality, four digits"

[columns]
election_year = "integer | year of the municipal election"
comparison = "text | own, similar (one municipality), similar_sum, county, country, or country_published (a share SCB has printed)"
place_id = "text | municipality, county or country; the own municipality for similar_sum"
place_name = "text | name; Kolada's group for similar_sum"
women_count = "integer? | women elected; null where only a share is printed"
men_count = "integer? | men elected"
women_share = "number | women by women and men, 0-1: summed first and divided last"
men_share = "number | men by women and men, 0-1"
municipality_count = "integer? | municipalities in the sum: all of them, else there is no row; null where only a share is printed"
source_id = "text | source, the first of several for sums"
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
    QUALIFY dense_rank() OVER (ORDER BY right(group_title, 4) DESC, group_title) = 1
),

-- The official result of the election goes before SCB's table; both count who was elected.
counted AS (
    SELECT
        election.election_year,
        seat.municipality_code AS place_id,
        sum(seat.women_count)::INTEGER AS women_count,
        sum(seat.men_count)::INTEGER AS men_count,
        min(seat.source_id) AS source_id,
        1 AS preference
    FROM fact_council_seat AS seat
    JOIN dim_election AS election USING (election_id)
    GROUP BY election.election_year, seat.municipality_code
    -- A council with an unknown part is unknown.
    HAVING count(seat.women_count) = count(*) AND count(seat.men_count) = count(*)
    UNION ALL
    SELECT
        indicator_year,
        place_id,
        sum(elected_count) FILTER (WHERE gender = 'women')::INTEGER,
        sum(elected_count) FILTER (WHERE gender = 'men')::INTEGER,
        min(source_id),
        2
    FROM fact_elected_official
    GROUP BY indicator_year, place_id
    HAVING count(elected_count) = count(*) AND count(DISTINCT gender) = 2
),

council AS (
    SELECT * EXCLUDE (preference)
    FROM counted
    WHERE women_count + men_count > 0
    QUALIFY row_number() OVER (PARTITION BY election_year, place_id ORDER BY preference) = 1
),

member AS (
    SELECT 'own' AS comparison, own.municipality_code AS place_id, area.area_name AS place_name, own.municipality_code AS member_code
    FROM own
    JOIN dim_area AS area ON area.area_id = own.municipality_code
    UNION ALL
    SELECT 'similar', peer_code, area.area_name, peer_code
    FROM latest_group
    JOIN dim_area AS area ON area.area_id = peer_code
    UNION ALL
    SELECT 'similar_sum', own.municipality_code, group_title, peer_code
    FROM latest_group
    CROSS JOIN own
    UNION ALL
    SELECT 'county', county.area_id, county.area_name, municipality.area_id
    FROM own
    JOIN dim_area AS county ON county.area_level = 'lan' AND county.area_id = own.county_code
    JOIN dim_area AS municipality ON municipality.area_level = 'kommun' AND municipality.county_code = own.county_code
    UNION ALL
    SELECT 'country', '00', area.area_name, '00'
    FROM own
    JOIN dim_area AS area ON area.area_id = '00'
),

sized AS (
    SELECT *, count(*) OVER (PARTITION BY comparison, place_id) AS group_count
    FROM member
),

summed AS (
    SELECT
        council.election_year,
        sized.comparison,
        sized.place_id,
        any_value(sized.place_name) AS place_name,
        sum(council.women_count)::INTEGER AS women_count,
        sum(council.men_count)::INTEGER AS men_count,
        count(*)::INTEGER AS municipality_count,
        min(council.source_id) AS source_id
    FROM sized
    JOIN council ON council.place_id = sized.member_code
    GROUP BY council.election_year, sized.comparison, sized.place_id
    HAVING count(*) = any_value(sized.group_count)
),

listed AS (
    SELECT
        election_year,
        comparison,
        place_id,
        place_name,
        women_count,
        men_count,
        women_count / (women_count + men_count) AS women_share,
        CASE comparison WHEN 'country' THEN NULL ELSE municipality_count END AS municipality_count,
        source_id
    FROM summed
    UNION ALL
    -- SCB's printed share of a year stands beside the election before it.
    SELECT
        max(election.election_year),
        'country_published',
        '00',
        any_value(area.area_name),
        NULL,
        NULL,
        any_value(reference.value_share),
        NULL,
        any_value(reference.source_id)
    FROM own
    JOIN fact_reference_value AS reference ON reference.measure = 'maktstege' AND reference.category = 'council' AND reference.gender = 'women'
    JOIN dim_area AS area ON area.area_id = '00'
    JOIN dim_election AS election ON election.election_type = 'KF' AND election.election_year <= reference.reference_year
    GROUP BY reference.reference_year
)

SELECT
    election_year,
    comparison,
    place_id,
    place_name,
    women_count,
    men_count,
    women_share,
    1 - women_share AS men_share,
    municipality_count,
    source_id
FROM listed
ORDER BY
    election_year,
    list_position(['own', 'similar', 'similar_sum', 'county', 'country', 'country_published'], comparison),
    place_id
