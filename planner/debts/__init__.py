"""The register of kinds of debt, in the order in which forms offer them. One file each."""

from __future__ import annotations

from planner.debt import DebtTerms
from planner.debts.convertible import Convertible
from planner.debts.hashprice_linked import HashpriceLinked
from planner.debts.machine_loan import MachineLoan
from planner.debts.term_loan import TermLoan

__all__ = ["KINDS", "Convertible", "HashpriceLinked", "MachineLoan", "TermLoan"]

KINDS: dict[str, type[DebtTerms]] = {
    terms.kind: terms for terms in (TermLoan, MachineLoan, HashpriceLinked, Convertible)
}
