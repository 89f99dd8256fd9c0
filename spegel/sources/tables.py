"""The canonical tables that readers hand to the build, and the check every one of them passes.

A reader returns polars frames with exactly these columns and types. Counts are whole numbers or null; null
means *not known* and is never 0. Codes are text with their leading zeros.
"""

from __future__ import annotations

import polars as pl

DISTRICT_RESULT = {
    "election_id": pl.String,  # 2022-KF
    "counting_stage": pl.String,  # final | preliminary
    "municipality_code": pl.String,  # 0127
    "district_code": pl.String,  # eight digits; late-vote units as printed (K-0127-00, 01279800, 012700)
    "district_name": pl.String,  # null where the source has removed the name
    "kind": pl.String,  # district | late_votes
    "constituency": pl.String,  # kommunvalkrets, code or name as printed; null where not printed
    "eligible": pl.Int64,  # null for late votes
    "eligible_foreign": pl.Int64,  # foreign citizens among them; null where not printed
    "votes_cast": pl.Int64,  # valid + blank + other invalid; null while the district is not counted
    "valid": pl.Int64,
    "blank": pl.Int64,
    "invalid_other": pl.Int64,
    "comparability": pl.String,  # comparable | compared_with_sum | not_comparable | unknown
    "comparable_to": pl.List(pl.String),  # codes of the previous election, where the source prints them
    "previous_eligible": pl.Int64,  # figures of the previous election as printed in this file, for matching (T5)
    "previous_votes_cast": pl.Int64,
    "previous_valid": pl.Int64,
    "row": pl.Int64,  # row in the source as a person sees it
}
"""One row per district or late-vote unit and election. Late-vote rows are not unique by code (T4)."""

MUNICIPALITY_TOTAL = {
    "election_id": pl.String,
    "counting_stage": pl.String,
    "municipality_code": pl.String,
    "municipality_name": pl.String,
    "eligible": pl.Int64,
    "eligible_counted": pl.Int64,  # eligible of the districts counted so far (= eligible in a final count)
    "votes_cast": pl.Int64,
    "valid": pl.Int64,
    "blank": pl.Int64,
    "invalid_other": pl.Int64,
    "late_votes_cast": pl.Int64,  # null where the source does not tell them apart
    "printed_turnout_pct": pl.Float64,  # as printed, for checking only
    "printed_change_pp": pl.Float64,
    "units_counted": pl.Int64,  # districts + late units counted
    "units_total": pl.Int64,
}
"""One row per municipality and election, only where the source prints a total of its own."""

PARTY_RESULT = {
    "election_id": pl.String,
    "counting_stage": pl.String,
    "district_code": pl.String,
    "municipality_code": pl.String,
    "row": pl.Int64,  # same as in DISTRICT_RESULT: tells late-vote rows with equal codes apart
    "party_abbr": pl.String,  # FP is stored as L (T31)
    "party_name": pl.String,  # null where the source prints abbreviations only
    "votes": pl.Int64,
    "is_rest_group": pl.Boolean,  # ÖVR and the like
}

ELECTED_COUNT = {
    "election_id": pl.String,
    "municipality_code": pl.String,
    "party_abbr": pl.String,
    "seats": pl.Int64,
    "women": pl.Int64,
    "men": pl.Int64,
    "age_18_21": pl.Int64,
    "age_22_36": pl.Int64,
    "age_37_50": pl.Int64,
    "age_51_64": pl.Int64,
    "age_65_plus": pl.Int64,
}

DISTRICT_LINK = {
    "area_version": pl.String,  # valdistrikt2022
    "district_code": pl.String,
    "previous_area_version": pl.String,
    "previous_codes": pl.List(pl.String),  # several = compared with their sum; empty = none named
    "kind": pl.String,  # district | late_votes
    "status": pl.String,  # official_comparable | official_not_comparable | name_match_not_verified | same_code_not_verified | …
    "basis": pl.String,  # comparison_file | result_file | name | code
    "overlap_share": pl.Float64,  # intersection / union of the two polygons, 0-1; null where not measured
    "eligible_change_share": pl.Float64,  # change of the electorate, 0.12 = 12 % more; null where not known
}
"""Comparability between two versions of the districts: official, or a link of ours that is not verified (T5, T6, T7)."""

DISTRICT_GEOMETRY = {
    "area_version": pl.String,
    "district_code": pl.String,
    "district_name": pl.String,
    "geometry": pl.Binary,  # WKB, EPSG:3006 metres, as published (not simplified)
}

REGSO_GEOMETRY = {
    "area_version": pl.String,  # regso2020 | regso2025 (T25)
    "area_code": pl.String,  # 0127R001
    "area_name": pl.String,  # null where the source has none
    "geometry": pl.Binary,  # WKB, EPSG:3006 metres, as published (not simplified)
}

DISTRICT_BOX = {
    "area_version": pl.String,
    "district_code": pl.String,
    "west": pl.Float64,  # WGS84 degrees
    "south": pl.Float64,
    "east": pl.Float64,
    "north": pl.Float64,
}

ELIGIBLE_COUNT = {
    "election_id": pl.String,
    "district_code": pl.String,
    "gender": pl.String,  # women | men | total
    "age_group": pl.String,  # total, or the label as printed
    "eligible": pl.Int64,
}
"""Eligible voters on the qualification day. Not the electorate of the final result (T41)."""

GROUP_TURNOUT = {
    "election_id": pl.String,
    "municipality_code": pl.String,
    "dimension": pl.String,  # age | education
    "category": pl.String,  # 18-29, 30-49, 50-64, 65+, total; primary, secondary, tertiary, total
    "gender": pl.String,  # women | men | total
    "eligible": pl.Int64,
    "turnout_share": pl.Float64,  # 0-1; null where the source prints ".."
    "measure_basis": pl.String,  # register
}
"""SCB's register survey: another denominator than the count (T21). Never one series with it."""

POPULATION = {
    "population_date": pl.Date,  # the day they are counted: the last of a month
    "area_code": pl.String,  # 0127 a municipality, 01 a county, 00 the country, 0127R001 a RegSO
    "area_version": pl.String,  # regso2020 (to 2023), regso2025 (from 2024); null for what is no RegSO
    "age_group": pl.String,  # total, 18+, 0-17, 18-29, 30-49, 50-64, 65+
    "birth_region": pl.String,  # total, sweden, abroad; europe and world where the source tells them apart
    "gender": pl.String,  # women | men | total
    "residents": pl.Int64,
    "is_noisy": pl.Boolean,  # the publisher has added noise (cell keys, from 2025): parts need not add up to totals (T37)
}
"""Residents as the source prints them: sums it does not print are the build's.

Not the electorate: that is taken some days before the election and has other members.
"""

POPULATION_PART = {
    "area_version": pl.String,
    "area_code": pl.String,  # RegSO
    "part_level": pl.String,  # kommundel | stadsdel
    "part_name": pl.String,
    "basis": pl.String,  # name | inferred | largest_part
}
"""Which part of the municipality the residents of a RegSO belong to; there is no official key. All RegSO of a part are here."""

REFERENCE_VALUE = {
    "measure": pl.String,  # the indicator it stands beside
    "category": pl.String,  # rung, cut-off or what is counted
    "gender": pl.String,  # women | men | total
    "year": pl.Int64,  # of the survey, or of the election that began the term
    "value_share": pl.Float64,  # 0-1, as exact as it was published
    "value_number": pl.Float64,
}
"""Figures somebody has published about the whole country, for comparison. One of the two values is null."""

PEER_GROUP = {
    "municipality_code": pl.String,
    "group_id": pl.String,
    "group_title": pl.String,
    "peer_code": pl.String,
}
"""Similar municipalities by Kolada; group ids change every year, the title carries the year (T39)."""

ELECTION = {
    "election_id": pl.String,
    "election_type": pl.String,  # RD | RF | KF | EU
    "election_date": pl.Date,
}

SOURCE = {
    "source_id": pl.String,
    "publisher": pl.String,
    "title": pl.String,
    "licence": pl.String,
    "year": pl.Int64,  # the year the figures are about, the last one where they are about several
}

DISTRICT_AREA = {
    "area_version": pl.String,
    "district_code": pl.String,
    "area_level": pl.String,  # kommundel | stadsdel
    "area_name": pl.String,
    "basis": pl.String,  # number_series… (inferred) | largest_overlap | residents
}
"""Which part of the municipality a district belongs to. There is no official key; `basis` says how it was found (T24)."""

DISTRICT_POINT = {
    "area_version": pl.String,
    "district_code": pl.String,
    "lon": pl.Float64,  # WGS84 degrees
    "lat": pl.Float64,
    "area_km2": pl.Float64,  # of the largest part of the official polygon; null for the other bases
    "basis": pl.String,  # official_border | linked | box_centre
}
"""A point inside each district, for drawing schematic cells where the official borders are not loaded."""

INDICATOR_VALUE = {
    "kpi_id": pl.String,  # N05815
    "place_code": pl.String,  # municipality, or 00 for the country
    "year": pl.Int64,  # as published
    "gender": pl.String,  # women | men | total
    "value": pl.Float64,  # as published: percent is 41.5; null where the source gives none
    "status": pl.String,  # the source's sign for why; null where there is none
    "measured_year": pl.Int64,  # the election of a value that stands again until the next one, else the year (T39)
}

KPI = {
    "kpi_id": pl.String,
    "title": pl.String,  # null where the catalogue is not loaded
    "description": pl.String,
    "has_gender": pl.Boolean,
    "theme": pl.String,
    "unit": pl.String,  # share (percent in the source) | number | kronor | ratio
    "share_of": pl.String,  # women | men: the value is that sex's share of all; null for all others
    "margin_of": pl.String,  # key figure whose margin this is; null for all others
}

ELECTED_OFFICIAL = {
    "election_type": pl.String,  # KF municipal council, RF region, RD riksdag
    "place_code": pl.String,  # municipality, or 00 for the country
    "year": pl.Int64,  # of the election
    "party_abbr": pl.String,  # FP is stored as L (T31)
    "gender": pl.String,  # women | men
    "elected": pl.Int64,
}
"""Elected persons by party and sex, ME0107."""

POPULATION_CELL = {
    "place_code": pl.String,  # municipality, 00 for the country, or RegSO and DeSO as printed
    "area_version": pl.String,  # kommun | regso2020 | regso2025 | deso2018 | deso2025 (T25)
    "year": pl.Int64,  # on 31 December
    "age_from": pl.Int64,  # null for all ages together
    "age_to": pl.Int64,  # null for "and over", and for all ages together
    "birth_region": pl.String,  # sweden | abroad | unknown | total
    "background": pl.String,  # swedish | foreign | unknown | total
    "gender": pl.String,  # women | men
    "residents": pl.Int64,
}
"""Residents as finely as the source gives them; totals among the categories are left out (T36)."""

SURVEY_ITEM = {
    "kpi_id": pl.String,  # N00664
    "theme": pl.String,  # trust, influence, politicians, decisions, information, contact, inclusion, organisation or overall
    "name_sv": pl.String,
    "name_en": pl.String,
    "question": pl.String,  # as it is put, Swedish
    "answers_counted": pl.List(pl.String),  # the answers whose share the value is
    "answers_left_out": pl.List(pl.String),
    "wording_basis": pl.String,  # description: quoted in Kolada's description; title: only the key figure's title is known
    "indicator_id": pl.String,  # measure of ours; null where there is none of its own
    "clause": pl.String,  # requirement it follows up
    "first_year": pl.Int64,
    "break_years": pl.List(pl.String),  # years that do not compare with those before them
    "scb_table": pl.String,  # table in SCB's database, from its name; null where none is known
    "row": pl.Int64,  # the order in which they are shown
}
"""One row per question of the citizen survey."""

SURVEY_INDICATOR = {
    "indicator_id": pl.String,
    "own_kpi_id": pl.String,  # what it is called in the register of an organisation's own surveys
    "kpi_id": pl.String,  # its question in the citizen survey; null where the survey does not ask it
}
"""One row per measure of ours that rests on a survey."""

SURVEY_ANSWER = {
    "question_label": pl.String,  # as SCB calls it
    "place_code": pl.String,  # municipality, or 00 for the country
    "year": pl.Int64,
    "dimension": pl.String,  # all | gender | age | education | place
    "category": pl.String,  # total; women, men; 18-29 …; short, upper_secondary, post_secondary; centre, locality, outside
    "high_pct": pl.Float64,  # share with a high mark, in percent as published; null where the source gives none
    "margin_pct": pl.Float64,  # half width of the margin
    "answers": pl.Int64,
}
"""Answers to the citizen survey by group, ME0003."""

TABLES: dict[str, dict[str, pl.DataType]] = {
    "district_result": DISTRICT_RESULT,
    "municipality_total": MUNICIPALITY_TOTAL,
    "party_result": PARTY_RESULT,
    "elected_count": ELECTED_COUNT,
    "district_link": DISTRICT_LINK,
    "district_geometry": DISTRICT_GEOMETRY,
    "regso_geometry": REGSO_GEOMETRY,
    "district_box": DISTRICT_BOX,
    "eligible_count": ELIGIBLE_COUNT,
    "group_turnout": GROUP_TURNOUT,
    "population": POPULATION,
    "population_part": POPULATION_PART,
    "reference_value": REFERENCE_VALUE,
    "peer_group": PEER_GROUP,
    "indicator_value": INDICATOR_VALUE,
    "kpi": KPI,
    "elected_official": ELECTED_OFFICIAL,
    "population_cell": POPULATION_CELL,
    "survey_item": SURVEY_ITEM,
    "survey_indicator": SURVEY_INDICATOR,
    "survey_answer": SURVEY_ANSWER,
    "election": ELECTION,
    "source": SOURCE,
    "district_area": DISTRICT_AREA,
    "district_point": DISTRICT_POINT,
}


def empty(table: str) -> pl.DataFrame:
    """A frame of `table` without rows."""
    return pl.DataFrame(schema=TABLES[table])


def shape(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with exactly the columns and types of `table`, in their order.

    Columns that the source lacks become null. Raises ValueError for a column the table does not have, and
    polars' own error for a value that does not fit its type: both are faults of the reader, not of the file.
    """
    schema = TABLES[table]
    unknown = set(frame.columns) - set(schema)
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype, strict=True).alias(name)
        for name, dtype in schema.items()
    )
