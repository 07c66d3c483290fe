"""What the user states about the company as a whole: cash, shares, tax, and by which rules it is funded."""

from __future__ import annotations

from dataclasses import dataclass

from planner.quantities import check, choice, month, quantity, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The company as a whole. There is exactly one, with id 1."""

    id: int = 1
    name: str = text("New portfolio", "Company")
    start_month: str = month("2026-07", "First month of the projection")
    cash_usd: float = quantity(0.0, "Cash", "USD", 0, 1e12)
    minimum_cash_usd: float = quantity(
        0.0, "Cash, minimum", "USD", 0, 1e12, as_of="2026-06", hint="Ruin is the first month below it."
    )
    cash_interest_frac_per_year: float = quantity(0.0, "Interest on cash", "share a year", -0.1, 1, as_of="2026-06")
    btc_held_btc: float = quantity(0.0, "Treasury", "BTC", 0, 21e6)
    treasury_policy: str = choice(
        "sell all", "Treasury policy", ("sell all", "keep a share", "sell to cover"), hint="For mined BTC."
    )
    treasury_keep_frac: float = quantity(
        0.5, "Mined BTC kept", "share of mined BTC", 0, 1, as_of="2026-06", hint="Under the policy to keep a share."
    )
    credit_line_usd: float = quantity(0.0, "Credit line, undrawn", "USD", 0, 1e12, as_of="2026-06")
    credit_line_rate_frac_per_year: float = quantity(0.09, "Credit line, rate", "share a year", 0, 2, as_of="2026-06")
    diluted_shares: float = quantity(0.0, "Diluted shares", "shares", 0, 1e12)
    share_price_usd: float = quantity(0.0, "Share price", "USD", 0, 1e7, as_of="2026-06", hint="0: not listed.")
    issuance: str = choice("off", "Issue shares when cash runs short", ("off", "on"))
    issuance_cap_frac_per_quarter: float = quantity(
        0.05, "Issuance, at most", "share of market cap a quarter", 0, 1, as_of="2026-06"
    )
    sga_usd_per_year: float = quantity(0.0, "SG&A, cash", "USD/year", 0, 1e11)
    share_based_pay_usd_per_year: float = quantity(
        0.0, "Share-based pay", "USD/year", 0, 1e11, as_of="2026-06", hint="No cash; it dilutes."
    )
    tax_rate_frac: float = quantity(
        0.25, "Tax rate", "share of taxable income", 0, 1, as_of="2026-06", hint="21 % federal, 4 % state."
    )
    tax_loss_carried_usd: float = quantity(0.0, "Tax losses carried forward", "USD", 0, 1e12, as_of="2026-06")
    tax_loss_use_frac: float = quantity(0.8, "Tax losses, at most", "share of a year's income", 0, 1, as_of="2026-06")
    first_year_write_off: str = choice("no", "Machines written off in the first year, for tax", ("no", "yes"))
    note: str = text("", "Note", optional=True)

    def __post_init__(self) -> None:
        check(self, "Company")
