"""Tax on income: a rate, losses carried forward and used up to a share of income (MODEL §7).

The year is the calendar year. Within it tax is owed on the income *so far*, so that a bad month undoes what a good
one accrued; what a month pays is the change, and over a year exactly the year's tax is paid.
"""

from __future__ import annotations

from planner.chain import Number
from planner.limits import at_least, at_most


class TaxAccount:
    """One company's tax, month by month, for one case in floats or for many in vectors."""

    def __init__(self, *, losses_carried_usd: Number, rate_frac: float, loss_use_frac: float) -> None:
        """Open the account.

        Parameters
        ----------
        losses_carried_usd : Number
            Losses of earlier years, at least 0.
        rate_frac, loss_use_frac : float
            Rate of tax; the share of a year's income that losses may offset (United States: 0.8).
        """
        self.losses_carried_usd = losses_carried_usd
        self._rate_frac = rate_frac
        self._loss_use_frac = loss_use_frac
        self._income_usd: Number = 0.0
        self._used_usd: Number = 0.0
        self._accrued_usd: Number = 0.0

    def month_usd(self, income_usd: Number) -> Number:
        """What a month pays on its income; negative where it takes back what the year's earlier months paid."""
        self._income_usd = self._income_usd + income_usd
        taxable = at_least(self._income_usd, 0.0)
        self._used_usd = at_most(self.losses_carried_usd, taxable * self._loss_use_frac)
        before = self._accrued_usd
        self._accrued_usd = (taxable - self._used_usd) * self._rate_frac
        return self._accrued_usd - before

    def close_year(self) -> None:
        """After December: losses used leave, a year's loss joins those carried, a new year begins."""
        loss = at_least(-self._income_usd, 0.0)
        self.losses_carried_usd = self.losses_carried_usd - self._used_usd + loss
        self._income_usd = self._used_usd = self._accrued_usd = 0.0
