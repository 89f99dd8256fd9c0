/*
title = "Turnout of a municipality beside its county, similar municipalities and the country"
grain = ["election_id", "comparison", "name"]
source_tables = ["fact_municipality_turnout", "dim_election", "dim_area", "peer_municipality"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality, four digits"

[params.election_type]
type = "text"
allowed = ["RD", "RF", "KF", "EU"]
default_from = "profile.election_type"
meaning = "RD riksdag, RF region, KF municipal, EU European Parliament"

[columns]
election_id = "text | election"
election_date = "date | day of the election"
comparison = "text | own, county, similar (sum of a group of similar municipalities), similar_median (their median, each counting alike) or country"
name = "text | the municipality, the county, Kolada's group or the country"
municipality_count = "integer | municipalities in it: all of them, else there is no row"
eligible_count = "integer? | electors; null for a median"
votes_count = "integer? | all ballots, late ones included; null for a median"
turnout_share = "number | ballots by electors, summed first and divided last, 0-1"
difference_pp = "number? | own turnout minus this"
*/
WITH own AS (
    SELECT area_id AS municipality_code, area_name, county_code
    FROM dim_area
    WHERE area_level = 'kommun' AND area_id = $municipality_code
),

municipality AS (
    SELECT area_id AS municipality_code, area_name, county_code
    FROM dim_area
    WHERE area_level = 'kommun'
        -- Gotland is a region of its own and holds no region election.
        AND NOT ($election_type = 'RF' AND area_id = '0980')
),

compared AS (
    SELECT 'own' AS comparison, own.area_name AS name, own.municipality_code
    FROM own
    UNION ALL
    SELECT 'county', county.area_name, municipality.municipality_code
    FROM own
    JOIN dim_area AS county ON county.area_level = 'lan' AND county.area_id = own.county_code
    JOIN municipality ON municipality.county_code = own.county_code
    UNION ALL
    -- Kolada also keeps groups that are counties: only those it calls similar.
    SELECT 'similar', peer.group_title, peer.peer_code
    FROM own
    JOIN peer_municipality AS peer USING (municipality_code)
    JOIN municipality ON municipality.municipality_code = peer.peer_code
    WHERE peer.group_title LIKE 'Liknande%' AND peer.peer_code <> own.municipality_code
    UNION ALL
    SELECT 'country', country.area_name, municipality.municipality_code
    FROM own
    JOIN dim_area AS country ON country.area_level = 'riket'
    CROSS JOIN municipality
),

group_size AS (
    SELECT comparison, name, count(*) AS municipality_count
    FROM compared
    GROUP BY comparison, name
),

fact AS (
    SELECT
        total.election_id,
        election.election_date,
        total.municipality_code,
        total.eligible_count,
        total.votes_count
    FROM fact_municipality_turnout AS total
    JOIN dim_election AS election USING (election_id)
    WHERE election.election_type = $election_type AND total.eligible_count > 0
),

summed AS (
    SELECT
        fact.election_id,
        any_value(fact.election_date) AS election_date,
        compared.comparison,
        compared.name,
        count(*) AS municipality_count,
        sum(fact.eligible_count)::BIGINT AS eligible_count,
        sum(fact.votes_count)::BIGINT AS votes_count,
        median(fact.votes_count / fact.eligible_count) AS median_share
    FROM compared
    JOIN fact USING (municipality_code)
    GROUP BY fact.election_id, compared.comparison, compared.name
),

whole AS (
    SELECT summed.*
    FROM summed
    JOIN group_size USING (comparison, name, municipality_count)
),

listed AS (
    SELECT
        election_id,
        election_date,
        comparison,
        name,
        municipality_count,
        eligible_count,
        votes_count,
        votes_count / eligible_count AS turnout_share
    FROM whole
    UNION ALL
    SELECT election_id, election_date, 'similar_median', name, municipality_count, NULL, NULL, median_share
    FROM whole
    WHERE comparison = 'similar'
)

SELECT
    listed.*,
    100 * (own_row.turnout_share - listed.turnout_share) AS difference_pp
FROM listed
LEFT JOIN listed AS own_row ON own_row.election_id = listed.election_id AND own_row.comparison = 'own'
ORDER BY
    listed.election_date,
    listed.election_id,
    list_position(['own', 'county', 'similar', 'similar_median', 'country'], listed.comparison),
    listed.name
