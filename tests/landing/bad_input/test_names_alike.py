"""Fields whose names differ only in case, which tables cannot tell apart."""

from __future__ import annotations

from compose.runner import Stack
from tests.landing.bad_input.feeding import Fed, among_things, feed, with_schema


def test_a_closed_contract_refuses_the_second(light_stack: Stack) -> None:
    bad = [Fed(b'{"name":"a","NAME":"a"}', "contract_violation", "NAME: is not in the contract")]
    feed(light_stack, "parquet", among_things(bad))


def test_an_open_contract_takes_the_field_of_its_name(light_stack: Stack) -> None:
    fed = among_things(
        [
            Fed(b'{"name":"a","NAME":1}'),
            Fed(b'{"NAME":"a"}', "contract_violation", "name: is missing"),
        ]
    )
    feed(light_stack, "parquet", fed, schemas=with_schema())
