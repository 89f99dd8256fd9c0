/*
title = "Does the gap between districts shrink? The verdict election by election"
grain = ["election_id"]
source_tables = ["fact_gap_verdict", "dim_election"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation"

[params.election_type]
type = "text"
allowed = ["RD", "RF", "KF", "EU"]
default_from = "profile.election_type"
meaning = "RD riksdag, RF region, KF municipal, EU European Parliament"

[columns]
election_id = "text | later election"
election_date = "date | its day"
previous_election_id = "text | the election of the same type it is compared with"
previous_election_date = "date | its day"
unit_count = "integer | comparable units the verdict stands on"
district_count = "integer | districts of the later election in all"
is_official = "boolean | every comparison is the publisher's"
previous_gap_pp = "number? | gap_tiondel on the comparable units, earlier"
gap_pp = "number? | the same, later"
change_pp = "number? | later minus earlier"
band_pp = "number? | half width of what chance alone gives"
relative_change_pp = "number? | change of gap over turnout, in percentage points of turnout"
bottom_change_pp = "number? | change of turnout in the tenth of the electorate with the lowest turnout"
verdict = "text | minskar, okar or gar_inte_att_saga"
reason = "text? | why it cannot be said: too_few_units or no_links"
*/
SELECT
    fact.election_id,
    election.election_date,
    fact.previous_election_id,
    previous.election_date AS previous_election_date,
    fact.unit_count,
    fact.district_count,
    fact.is_official,
    fact.previous_gap_pp,
    fact.gap_pp,
    fact.change_pp,
    fact.band_pp,
    fact.relative_change_pp,
    fact.bottom_change_pp,
    fact.verdict,
    fact.reason
FROM fact_gap_verdict AS fact
JOIN dim_election AS election USING (election_id)
JOIN dim_election AS previous ON previous.election_id = fact.previous_election_id
WHERE fact.area_id = $area AND election.election_type = $election_type
-- One verdict an election: against the election just before it.
QUALIFY row_number() OVER (PARTITION BY fact.election_id ORDER BY previous.election_date DESC, previous.election_id) = 1
ORDER BY election.election_date, fact.election_id
