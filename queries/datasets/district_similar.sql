/*
title = "The districts most like a district in electorate and turnout"
grain = ["scope", "similar_code"]
source_tables = ["fact_turnout", "dim_district", "dim_area"]

[params.district_code]
type = "text"
meaning = "District, eight digits"

[params.election_id]
type = "text"
default_from = "profile.latest_election"
meaning = "Election, 2022-KF"

[columns]
scope = "text | kommun (same municipality) or lan (other municipalities of the county, as far as they are loaded): five districts each"
similar_code = "text | similar district"
similar_name = "text? | its name"
municipality_code = "text | its municipality"
municipality_name = "text | name of the municipality"
eligible_count = "integer | electors"
votes_count = "integer | ballots counted in the district"
turnout_share = "number | ballots by electors, 0-1"
difference_pp = "number | similar district minus the district asked for"
distance_index = "number | 0 = alike: root of the squared differences in electors and turnout, each in standard deviations of the county's districts"
*/
WITH candidate AS (
    SELECT
        fact.district_code,
        fact.area_version,
        fact.municipality_code,
        municipality.area_name AS municipality_name,
        fact.eligible_count,
        fact.votes_count,
        fact.votes_count / fact.eligible_count AS turnout_share
    FROM fact_turnout AS fact
    JOIN dim_area AS municipality ON municipality.area_id = fact.municipality_code
    WHERE fact.election_id = $election_id
        AND municipality.county_code = substr($district_code, 1, 2)
        AND fact.votes_count IS NOT NULL
        AND fact.eligible_count > 0
),

spread AS (
    SELECT stddev_pop(eligible_count) AS eligible_deviation, stddev_pop(turnout_share) AS turnout_deviation
    FROM candidate
),

compared AS (
    SELECT
        CASE WHEN other.municipality_code = this.municipality_code THEN 'kommun' ELSE 'lan' END AS scope,
        other.*,
        100 * (other.turnout_share - this.turnout_share) AS difference_pp,
        -- Where all are equal nothing sets them apart.
        sqrt(
            coalesce((other.eligible_count - this.eligible_count) / nullif(spread.eligible_deviation, 0), 0) ** 2
                + coalesce((other.turnout_share - this.turnout_share) / nullif(spread.turnout_deviation, 0), 0) ** 2
        ) AS distance_index
    FROM candidate AS this
    JOIN candidate AS other ON other.district_code <> this.district_code
    CROSS JOIN spread
    WHERE this.district_code = $district_code
    QUALIFY row_number() OVER (PARTITION BY scope ORDER BY distance_index, other.district_code) <= 5
)

SELECT
    compared.scope,
    compared.district_code AS similar_code,
    district.district_name AS similar_name,
    compared.municipality_code,
    compared.municipality_name,
    compared.eligible_count,
    compared.votes_count,
    compared.turnout_share,
    compared.difference_pp,
    compared.distance_index
FROM compared
LEFT JOIN dim_district AS district
    ON district.area_version = compared.area_version AND district.district_code = compared.district_code
ORDER BY compared.scope, compared.distance_index, compared.district_code
