"""The canonical form: one text for one content, and a portfolio's tables as if each row had been written by itself."""

from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.canonical import PortfolioText, array_text, canonical_json, object_text
from planner.portfolio import TABLES, Portfolio
from planner.quantities import quantities_of
from planner.reference import load_reference
from planner.rows import row_of
from tests.generators import portfolio_from

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def test_canonical_json_has_one_form() -> None:
    assert (
        canonical_json({"b": [1, 2.50, -0.0], "a": {"é": None, "c": True}})
        == '{"a":{"c":true,"é":null},"b":[1,2.5,0.0]}'
    )
    assert canonical_json({"a": 1, "b": 2}) == canonical_json({"b": 2, "a": 1})
    assert canonical_json((1.0, 1e22, 1e-7, 0.1)) == "[1.0,1e+22,1e-07,0.1]"


def plainly(content: Any) -> Any:
    """Every −0 in a content as 0, one by one: what the canonical form must not depend on."""
    match content:
        case float():
            return 0.0 if content == 0.0 else content
        case dict():
            return {key: plainly(item) for key, item in content.items()}
        case list():
            return [plainly(item) for item in content]
    return content


@given(JSON)
def test_canonical_json_is_that_of_the_content_without_minus_zero(content: Any) -> None:
    plain = json.dumps(plainly(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    assert canonical_json(content) == plain


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ([-0.0, 0.0, -0.05, -0.01], "[0.0,0.0,-0.05,-0.01]"),
        ({"a": "-0.0", "b": [":-0.0,"]}, '{"a":"-0.0","b":[":-0.0,"]}'),  # a text stays as it is
        ({"a": "-0.0", "b": (-0.0,)}, '{"a":"-0.0","b":[0.0]}'),
        (MappingProxyType({"b": MappingProxyType({}), "a": -0.0}), '{"a":0.0,"b":{}}'),
    ],
)
def test_only_numbers_lose_their_minus(content: Any, written: str) -> None:
    assert canonical_json(content) == written


def test_what_is_not_json_has_no_canonical_form() -> None:
    with pytest.raises(TypeError, match="set has no canonical form"):
        canonical_json({"a": {1}})


@given(JSON)
def test_canonical_json_reads_back_and_writes_again_the_same(content: Any) -> None:
    written = canonical_json(content)
    assert canonical_json(json.loads(written)) == written


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_has_no_canonical_form(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json({"a": [value]})


@given(st.dictionaries(TEXT, JSON, max_size=4), st.lists(JSON, max_size=4))
def test_members_and_elements_written_before_make_the_same_text(members: dict[str, Any], elements: list[Any]) -> None:
    assert object_text({key: canonical_json(value) for key, value in members.items()}) == canonical_json(members)
    assert array_text(map(canonical_json, elements)) == canonical_json(elements)


# --- a portfolio ---------------------------------------------------------------------------------------------------


def small(seed: int = 1) -> Portfolio:
    """Every kind of contract, whole numbers, a minus zero, and a name with all that JSON has signs of its own for."""
    portfolio = portfolio_from(seed, load_reference(), sites=4, lots=9, every_kind=True)
    company = replace(portfolio.company, cash_usd=5, btc_held_btc=-0.0, name="Ge\u0301nie")
    odd = replace(portfolio.lots[0], name='50 % "a", \\"b"\\,\u2028%s')
    return replace(portfolio, company=company, lots=(odd, *portfolio.lots[1:]))


def one_by_one(portfolio: Portfolio) -> dict[str, Any]:
    """Each row read by itself, every number a float."""
    return {table: [floats_of(row) for row in portfolio.rows(table)] for table in TABLES}


def floats_of(item: Any) -> dict[str, Any]:
    declared = quantities_of(item) | quantities_of(getattr(item, "terms", item))
    numbers = {name for name, declaration in declared.items() if declaration.kind == "number"}
    row = {name: value + 0.0 if name in numbers else value for name, value in row_of(item).items()}  # type: ignore[operator]  # a number
    return row | {"name": unicodedata.normalize("NFC", item.name)}


@pytest.mark.parametrize("seed", range(4))
def test_rows_are_those_written_one_by_one(seed: int) -> None:
    assert PortfolioText(small(seed)).rows() == canonical_json(one_by_one(small(seed)))


def test_rows_taken_from_another_portfolio_are_the_same() -> None:
    portfolio = small()
    lots = (*portfolio.lots[:3], replace(portfolio.lots[3], count=4_321), *portfolio.lots[5:])
    other = replace(portfolio, lots=lots, contracts=portfolio.contracts[1:])
    tables = PortfolioText(portfolio)
    tables.rows()
    assert PortfolioText(other, tables).rows() == canonical_json(one_by_one(other))
    assert tables.rows() == canonical_json(one_by_one(portfolio))


def test_numbers_are_columns_without_names_and_ids() -> None:
    portfolio = small()
    found = json.loads(PortfolioText(portfolio).numbers())
    for table in ("company", "sites", "lots"):
        assert not {"id", "name", "note", "site_id"} & set(found[table])
        assert {len(column) for column in found[table].values()} == {len(portfolio.rows(table))}
    assert not {"id", "name", "site_id"} & {column for row in found["contracts"] for column in row}
    assert found["lots"]["count"] == [lot.count for lot in portfolio.lots]
    assert [portfolio.sites[place].id for place in found["lots"]["site"]] == [lot.site_id for lot in portfolio.lots]
    assert [row["kind"] for row in found["contracts"]] == [contract.terms.kind for contract in portfolio.contracts]


def test_debts_and_hedges_count_by_their_terms_and_the_place_of_their_site() -> None:
    portfolio = portfolio_from(5, load_reference(), sites=3, lots=6, every_kind=True)
    found = json.loads(PortfolioText(portfolio).numbers())
    assert [row["kind"] for row in found["debts"]] == [debt.terms.kind for debt in portfolio.debts]
    assert not {"id", "name", "site_id"} & {
        column for table in ("debts", "hedges") for row in found[table] for column in row
    }
    for row, hedge in zip(found["hedges"], portfolio.hedges, strict=True):
        assert ("site" in row) is hedge.terms.of_site
        if hedge.site_id:
            assert portfolio.sites[row["site"]].id == hedge.site_id
    (first, *others) = portfolio.debts
    terms: Any = first.terms
    dearer = replace(first, terms=replace(terms, rate_frac_per_year=0.5))
    other = PortfolioText(replace(portfolio, debts=(dearer, *others)))
    assert other.numbers() != PortfolioText(portfolio).numbers()


def test_a_portfolio_of_nothing_has_a_text() -> None:
    tables = PortfolioText(Portfolio())
    numbers = json.loads(tables.numbers())
    assert numbers | {"company": {}} == {
        "company": {}, "contracts": [], "debts": [], "hedges": [],
        "lots": {"site": []}, "sites": {"power_market": []}, "price_curves": [],
    }  # fmt: skip
    assert json.loads(tables.rows())["lots"] == []
