"""The faults to plant: what is wrong, and the test that must find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Patch(NamedTuple):
    """One change of a file of the project."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class ModelFault:
    """A mistake in a model or seed, which is then built and tested.

    Attributes:
        name: What somebody did wrong.
        patch: How.
        models: What dbt builds, and tests as far as tests need nothing that depends on it.
        red: The node that must fail: a test, or the model itself where its contract breaks.
        also: Further tests that see the same fault.
        rule: The rule that rows break, where `red` is a test of several.
    """

    name: str
    patch: Patch
    models: str
    red: str
    also: frozenset[str] = frozenset()
    rule: str = ""

    @property
    def selection(self) -> str:
        """What is built and tested."""
        return " ".join([*self.models.split(), self.red, *sorted(self.also)])


@dataclass(frozen=True)
class DataFault:
    """A table that does not hold what it should, with no model at fault.

    Attributes:
        name: What happened to the table.
        table: The table.
        statement: How; `{table}` stands for it.
        red: The test that must fail.
        also: Further tests that see the same fault.
        rule: The rule that rows break, where `red` is a test of several.
    """

    name: str
    table: str
    statement: str
    red: str
    also: frozenset[str] = frozenset()
    rule: str = ""

    @property
    def selection(self) -> str:
        """What is tested: the table, and what else sees the fault."""
        return " ".join([self.table.partition(".")[2], self.red, *sorted(self.also)])


_INT = "models/intermediate/catalog"
_MARTS = "models/marts/catalog"

MODEL_FAULTS = [
    ModelFault(
        "a wrong join doubles films",
        Patch(
            f"{_INT}/films/int_films_resolved.sql",
            "on lower(trim(films.studio_raw)) = lower(studio_names.studio_raw)",
            "on studio_names.studio_slug = 'wdas'",
        ),
        "int_films_resolved",
        "row_rules_int_films_resolved",
        rule="duplicate_key",
    ),
    ModelFault(
        "a spelling of a studio is missing from the seed",
        Patch("seeds/studio_names.csv", "Pixar Animation Studios,pixar", "Pixar Inc,pixar"),
        "studio_names int_films_resolved",
        "assert_studios_are_mapped",
    ),
    ModelFault(
        "a seed has a row twice",
        Patch("seeds/role_mappings.csv", "hero,protagonist\n", "hero,protagonist\n" * 2),
        "role_mappings",
        "row_rules_role_mappings",
        rule="duplicate_key",
    ),
    ModelFault(
        "species are unmapped",
        Patch("seeds/species_mappings.csv", "\nhuman,human,", "\nhumans,human,"),
        "species_mappings int_characters_normalized characters",
        "assert_at_most_one_percent_is_unmapped",
    ),
    ModelFault(
        "a cast is cut short",
        Patch(
            f"{_INT}/characters/int_appearances_exploded.sql",
            "inline(appearances) as",
            "inline(slice(appearances, 1, 1)) as",
        ),
        "int_appearances_exploded",
        "assert_named_titles_are_taken_apart",
        frozenset({"assert_appearances_are_linked_or_set_aside"}),
    ),
    ModelFault(
        "a column changes its type",
        Patch(
            f"{_MARTS}/films/films.sql",
            "        release_date,\n",
            "        cast(release_date as string) as release_date,\n",
        ),
        "films",
        "films",
    ),
    ModelFault(
        "films and franchises are keyed differently",
        Patch(
            f"{_INT}/films/int_franchises_derived.sql",
            "surrogate_id('franchise', 'franchise_slug')",
            "surrogate_id('franchises', 'franchise_slug')",
        ),
        "int_franchises_derived franchises",
        "relationships_films_franchise_id__franchise_id__ref_franchises_",
        frozenset(
            {
                "relationships_character_counts_by_franchise_franchise_id__franchise_id__ref_franchises_"
            }
        ),
    ),
    ModelFault(
        "sales are counted twice",
        Patch(
            f"{_MARTS}/summaries/revenue_by_studio_year.sql",
            "sum(box_office.gross_usd) as gross_usd",
            "2 * sum(box_office.gross_usd) as gross_usd",
        ),
        "revenue_by_studio_year",
        "assert_revenue_adds_up_over_studios",
    ),
    ModelFault(
        "a join forgets half of the key",
        Patch(
            f"{_MARTS}/summaries/revenue_by_studio_year.sql",
            "            sales.studio_id = releases.studio_id\n            and sales.year",
            "            sales.year",
        ),
        "revenue_by_studio_year",
        "row_rules_revenue_by_studio_year",
        frozenset({"assert_revenue_adds_up_over_studios"}),
        rule="duplicate_key",
    ),
    ModelFault(
        "days are shifted to before the release",
        Patch(
            f"{_MARTS}/box_office/box_office_daily.sql",
            "        date,\n        state_code,\n",
            "        date_sub(date, 14) as date,\n        state_code,\n",
        ),
        "box_office_daily",
        "assert_no_sales_before_release",
    ),
    ModelFault(
        "a state is dropped",
        Patch(
            f"{_MARTS}/box_office/box_office_daily.sql",
            "    from counted\n",
            "    from (select * from counted where state_code <> 'WY') as counted\n",
        ),
        "box_office_daily",
        "assert_days_and_states_are_complete",
        frozenset(
            {
                "assert_box_office_adds_up_to_domestic_gross",
                "assert_revenue_adds_up_over_studios",
                "assert_staged_rows_count_or_are_set_aside",
            }
        ),
    ),
    ModelFault(
        "voices are lost",
        Patch(
            f"{_MARTS}/talent/character_talent.sql",
            "credits.credit_type in ('voice', 'live_action')",
            "credits.credit_kind = 'voice'",
        ),
        "character_talent",
        "assert_voices_are_credited",
    ),
    ModelFault(
        "staging drops documents",
        Patch(
            "models/staging/catalog/stg_catalog__characters.sql",
            "where recency = 1 and value is not null",
            "where recency = 1 and value is not null and offset % 50 <> 0",
        ),
        "stg_catalog__characters",
        "assert_landed_characters_are_staged_or_withdrawn",
        frozenset({"assert_staged_characters_are_resolved"}),
    ),
    ModelFault(
        "staging loses a state's days",
        Patch(
            "models/staging/catalog/stg_catalog__box_office_daily.sql",
            "where recency = 1",
            "where recency = 1 and not (state_code = 'AK' and day(date) = 1)",
        ),
        "stg_catalog__box_office_daily",
        "assert_landed_box_office_is_staged",
    ),
    ModelFault(
        "the newest record wins over the newest version",
        Patch(
            "macros/raw/ranked_versions.sql",
            "                cast({{ header_value('document_version') }} as int) desc,\n",
            "",
        ),
        "",
        "test_latest_version_of_a_film_counts",
    ),
    ModelFault(
        "accents make two people of one",
        Patch(
            f"{_INT}/talent/int_talent_resolved.sql",
            "{{ fold_text('coalesce(aliases.talent_name, spellings.person_raw)') }}",
            "coalesce(aliases.talent_name, spellings.person_raw)",
        ),
        "",
        "test_spellings_of_a_name_are_one_person",
    ),
    ModelFault(
        "every part counts as an appearance",
        Patch(
            f"{_MARTS}/summaries/talent_filmography.sql",
            "count(distinct titles.media_id) filter (where titles.credit_type != 'director')",
            "count(titles.media_id) filter (where titles.credit_type != 'director')",
        ),
        "",
        "test_an_appearance_is_a_distinct_title",
    ),
]

DATA_FAULTS = [
    DataFault(
        "a row is there twice",
        "marts.talent",
        "insert into {table} select * from {table} order by talent_id limit 1",
        "row_rules_talent",
        rule="duplicate_key",
    ),
    DataFault(
        "a foreign key points nowhere",
        "marts.film_talent",
        "update {table} set film_id = concat(film_id, 'x')"
        " where talent_id = (select max(talent_id) from {table})",
        "relationships_film_talent_film_id__film_id__ref_films_",
    ),
    DataFault(
        "a key is null",
        "marts.talent_filmography",
        "update {table} set talent_id = null"
        " where talent_id = (select max(talent_id) from {table})",
        "row_rules_talent_filmography",
        rule="null_talent_id",
    ),
    DataFault(
        "a gross is negative",
        "marts.films",
        "update {table} set worldwide_gross_usd = -1 where film_slug = 'cars'",
        "row_rules_films",
        rule="negative_worldwide_gross_usd",
    ),
    DataFault(
        "a role is spelled its own way",
        "marts.characters",
        "update {table} set role = 'Antagonist' where character_slug = 'wdas-ursula'",
        "row_rules_characters",
        rule="unaccepted_role",
    ),
    DataFault(
        "a cent is too much",
        "marts.box_office_daily",
        "update {table} set gross_usd = gross_usd + 0.01 where state_code = 'AK'"
        " and concat(film_id, date) = (select min(concat(film_id, date)) from {table})",
        "assert_box_office_adds_up_to_domestic_gross",
        frozenset({"assert_revenue_adds_up_over_studios"}),
    ),
    DataFault(
        "an appearance is lost",
        "marts.character_media",
        "delete from {table} where character_id = (select max(character_id) from {table})",
        "assert_appearances_are_linked_or_set_aside",
    ),
]
