/*
title = "Open meetings of each party in each part; every party in every part, none ranked"
grain = ["party", "part_area_id"]
source_tables = ["fact_presence", "fact_council_seat", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
party = "text | party with a seat in the municipality's latest council, or in the register"
party_order = "integer | by abbreviation, never by size or number of meetings"
part_area_id = "text | part; '' for what is on line, unknown or no part of today"
part_name = "text? | name of the part; null for ''"
open_meeting_count = "integer | meetings to which residents were invited to discuss; 0 = none in the register"
meeting_count = "integer | all occasions of the party there, open or not"
counted_count = "integer | of the open ones, those where women and men were counted"
women_count = "integer? | women among those who represented the party at open meetings, where counted; null when none was"
men_count = "integer? | men, likewise"
unknown_count = "integer? | those whose sex is not known, likewise"
is_example = "boolean | invented, not the organisation's own"
*/
WITH own AS (
    SELECT *, coalesce(part_area_id, '') AS place, coalesce(is_open_meeting, false) AS is_open,
        coalesce(is_open_meeting, false) AND women_count IS NOT NULL AND men_count IS NOT NULL AS is_counted
    FROM fact_presence
    WHERE area_id = $area AND actor_kind = 'party' AND party <> ''
),
party AS (
    SELECT party, row_number() OVER (ORDER BY lower(party), party)::INTEGER AS party_order
    FROM (
        SELECT party FROM own
        UNION
        (
            SELECT seat.party_abbr
            FROM fact_council_seat AS seat
            JOIN dim_area AS area ON area.area_id = $area AND area.municipality_code = seat.municipality_code
            WHERE EXISTS (FROM own)
            QUALIFY rank() OVER (ORDER BY seat.election_id DESC) = 1
        )
    )
),
place AS (
    SELECT area_id AS place
    FROM dim_area
    WHERE parent_area_id = $area AND area_level IN ('kommundel', 'stadsdel')
    UNION
    SELECT place FROM own
),
counted AS (
    SELECT
        party.party,
        party.party_order,
        place.place,
        count(*) FILTER (own.is_open)::INTEGER AS open_meeting_count,
        count(own.presence_id)::INTEGER AS meeting_count,
        count(*) FILTER (own.is_counted)::INTEGER AS counted_count,
        sum(own.women_count) FILTER (own.is_counted)::INTEGER AS women_count,
        sum(own.men_count) FILTER (own.is_counted)::INTEGER AS men_count,
        sum(coalesce(own.unknown_count, 0)) FILTER (own.is_counted)::INTEGER AS unknown_count
    FROM party
    CROSS JOIN place
    LEFT JOIN own ON own.party = party.party AND own.place = place.place
    GROUP BY party.party, party.party_order, place.place
)
SELECT
    counted.party,
    counted.party_order,
    counted.place AS part_area_id,
    part.area_name AS part_name,
    counted.open_meeting_count,
    counted.meeting_count,
    counted.counted_count,
    CASE WHEN counted.open_meeting_count = 0 THEN 0 ELSE counted.women_count END AS women_count,
    CASE WHEN counted.open_meeting_count = 0 THEN 0 ELSE counted.men_count END AS men_count,
    CASE WHEN counted.open_meeting_count = 0 THEN 0 ELSE counted.unknown_count END AS unknown_count,
    (SELECT bool_or(provenance = 'example') FROM own) AS is_example
FROM counted
LEFT JOIN dim_area AS part ON part.area_id = counted.place
ORDER BY counted.party_order, counted.place = '', part_name, counted.place
