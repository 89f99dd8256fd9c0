/*
title = "Turnout of every district of an area in one election"
grain = ["district_code"]
source_tables = ["fact_turnout", "fact_municipality_turnout", "area_district", "dim_district", "dim_area", "dim_election", "district_history"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation or part"

[params.election_id]
type = "text"
default_from = "profile.latest_election"
meaning = "Election, 2022-KF"

[columns]
district_code = "text | eight digits"
district_name = "text? | name, null where the source has removed it"
part_area_id = "text? | kommundel or stadsdel"
part_name = "text? | its name"
eligible_count = "integer | electors"
eligible_foreign_count = "integer? | foreign citizens among them"
votes_count = "integer? | ballots counted in the district; null while not counted"
turnout_share = "number? | ballots counted in the district by electors, 0-1"
difference_pp = "number? | minus the turnout of the area's districts together; null while some are not counted"
previous_election_id = "text? | election of the same type before"
previous_turnout_share = "number? | turnout then, of the same district or of the districts it is compared with, 0-1"
change_pp = "number? | turnout minus turnout then, only where comparable"
is_comparable = "boolean | may be compared with the election before"
is_official_link = "boolean? | the publisher says so; null where not comparable"
order_band_pp = "number? | two districts are ordered only if their turnouts differ by more: twice the municipality's late ballots per elector"
counting_stage = "text | final or preliminary"
lon = "number? | representative point, WGS84"
lat = "number? | the same"
source_id = "text | source"
*/
WITH this_election AS (
    SELECT
        this.election_id,
        this.area_version,
        max_by(earlier.election_id, earlier.election_date) AS previous_election_id,
        max_by(earlier.area_version, earlier.election_date) AS previous_area_version
    FROM dim_election AS this
    LEFT JOIN dim_election AS earlier ON earlier.election_type = this.election_type AND earlier.election_date < this.election_date
    WHERE this.election_id = $election_id
    GROUP BY this.election_id, this.area_version
),

district AS (
    SELECT
        fact.*,
        fact.votes_count / nullif(fact.eligible_count, 0) AS turnout_share,
        this_election.previous_election_id
    FROM this_election
    JOIN area_district AS place ON place.area_id = $area AND place.area_version = this_election.area_version
    JOIN fact_turnout AS fact ON fact.election_id = this_election.election_id AND fact.district_code = place.district_code
),

area_turnout AS (
    -- Unknown as long as one district is.
    SELECT CASE WHEN count(votes_count) = count(*) THEN sum(votes_count) / nullif(sum(eligible_count), 0) END AS turnout_share
    FROM district
),

previous AS (
    -- A district compared with several earlier ones is compared with their sum, which needs all of them.
    SELECT
        history.district_code,
        CASE WHEN count(fact.votes_count) = count(*) THEN sum(fact.votes_count) / nullif(sum(fact.eligible_count), 0) END
            AS turnout_share,
        bool_and(history.is_official) AS is_official
    FROM this_election
    JOIN district_history AS history
        ON history.area_version = this_election.area_version AND history.earlier_area_version = this_election.previous_area_version
    LEFT JOIN fact_turnout AS fact
        ON fact.election_id = this_election.previous_election_id AND fact.district_code = history.earlier_code
    WHERE history.district_code IN (SELECT district_code FROM district)
    GROUP BY history.district_code
)

SELECT
    district.district_code,
    name.district_name,
    name.part_area_id,
    part.area_name AS part_name,
    district.eligible_count,
    district.eligible_foreign_count,
    district.votes_count,
    district.turnout_share,
    100 * (district.turnout_share - area_turnout.turnout_share) AS difference_pp,
    district.previous_election_id,
    previous.turnout_share AS previous_turnout_share,
    100 * (district.turnout_share - previous.turnout_share) AS change_pp,
    previous.district_code IS NOT NULL AS is_comparable,
    previous.is_official AS is_official_link,
    -- A district's late ballots are taken to lie between none and twice the municipal average per elector.
    100 * 2 * municipality.late_votes_count / nullif(municipality.eligible_count, 0) AS order_band_pp,
    district.counting_stage,
    name.lon,
    name.lat,
    district.source_id
FROM district
CROSS JOIN area_turnout
LEFT JOIN previous USING (district_code)
LEFT JOIN dim_district AS name ON name.area_version = district.area_version AND name.district_code = district.district_code
LEFT JOIN dim_area AS part ON part.area_id = name.part_area_id
LEFT JOIN fact_municipality_turnout AS municipality
    ON municipality.election_id = district.election_id AND municipality.municipality_code = district.municipality_code
ORDER BY district.turnout_share DESC NULLS LAST, district.district_code
