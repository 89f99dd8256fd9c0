/*
title = "Occasions when elected members, parties and youth leagues were present, the latest first"
grain = ["presence_id"]
source_tables = ["fact_presence", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation or part"

[columns]
presence_id = "text | occasion"
presence_date = "date | day"
place_type = "text | school, association, meeting_place, event, social_media, digital or other"
place_name = "text? | place"
part_area_id = "text? | part it lies in; null where unknown or no part of today"
area_name = "text? | name of the part, else the area as the register has it"
actor_kind = "text | elected, party or youth_league"
party = "text | party; '' where several came together or it is not known"
is_open_meeting = "boolean? | residents were invited to discuss; null where not known"
women_count = "integer? | women among those who represented; null where not counted"
men_count = "integer? | men among them"
unknown_count = "integer? | those whose sex is not known"
is_example = "boolean | invented, not the organisation's own"
source_id = "text | source"
*/
SELECT
    presence.presence_id,
    presence.presence_date,
    presence.place_type,
    presence.place_name,
    presence.part_area_id,
    coalesce(part.area_name, presence.area_written) AS area_name,
    presence.actor_kind,
    presence.party,
    presence.is_open_meeting,
    presence.women_count,
    presence.men_count,
    presence.unknown_count,
    presence.provenance = 'example' AS is_example,
    presence.source_id
FROM fact_presence AS presence
LEFT JOIN dim_area AS part ON part.area_id = presence.part_area_id
WHERE presence.area_id = $area OR presence.part_area_id = $area
ORDER BY presence.presence_date DESC, presence.presence_id
