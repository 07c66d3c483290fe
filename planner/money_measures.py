"""Measures of money: layers of cost below EBITDA, worth, rates, payback, debt, funding, value a share."""

from __future__ import annotations

from planner.measure import Measure

CASH_COST = "power - power_credits + site_operating + hosting - hosting_revenue"
NO_COIN = "no BTC is mined in the first twelve months"
_WORN = "depreciation + write_off - machine_resale"
_NO_SHARES = "no diluted shares are stated"

NPV = Measure(
    key="npv_usd", label="Project NPV", short_label="Project NPV", unit="USD",
    formula="ebitda_pv - maintenance_capex_pv - machine_capex_pv - import_duty_pv + machine_resale_pv - project_tax_pv"
            " - coins_kept_pv + coins_at_end_pv",
    what="Unlevered, after tax, at the mining rate over the horizon; nothing sold at the end but coins kept",
    better="up", digits=1, scale=1e-6, prefix="USD", shown_unit="M",
)  # fmt: skip

MONEY_MEASURES = (
    Measure(key="power_cost_usd_per_btc", label="Power cost per BTC", short_label="Power cost per BTC",
            unit="USD/BTC", formula="(power - power_credits) / btc_received",
            what="Net power cost under own contracts per BTC received; hosting apart", better="down",
            undefined=NO_COIN, shown_unit="USD"),
    Measure(key="cash_cost_before_credits_usd_per_btc", label="Cash cost per BTC before credits",
            short_label="Cash cost before credits", unit="USD/BTC",
            formula="(power + site_operating + hosting - hosting_revenue) / btc_received",
            what="Cash cost per BTC received if power credits are not counted", better="down", undefined=NO_COIN,
            shown_unit="USD"),
    Measure(key="depreciated_cost_usd_per_btc", label="Cost with depreciation per BTC",
            short_label="Cost with depreciation", unit="USD/BTC",
            formula=f"({CASH_COST} + sga + {_WORN}) / btc_received",
            what="EBITDA cost and depreciation per BTC received", better="down", undefined=NO_COIN, shown_unit="USD"),
    Measure(key="all_in_cost_usd_per_btc", label="All-in cost per BTC", short_label="All-in cost per BTC",
            unit="USD/BTC",
            formula=f"({CASH_COST} + sga + {_WORN} + share_based_pay + interest + tax) / btc_received",
            what="All costs per BTC received: cash cost, SG&A, depreciation, share-based pay, interest and tax",
            better="down", undefined=NO_COIN, shown_unit="USD"),
    Measure(key="net_income_12_months_usd", label="Net income, 12 months", short_label="Net income, 12 mo", unit="USD",
            formula=f"revenue - pool_fee - ({CASH_COST}) - sga - ({_WORN}) - share_based_pay - interest"
                    " + cash_interest + hedges_settled - tax",
            what="What is left of revenue after every layer of cost, with hedges and interest earned", better="up",
            digits=1, scale=1e-6, prefix="USD", shown_unit="M"),
    Measure(key="irr", label="Project IRR", short_label="Project IRR", unit="share a year", formula="project_rate",
            what="Yearly rate at which the project's flows, unlevered and after tax, are worth nothing", better="up",
            digits=1, scale=100, shown_unit="%", change_unit="points"),
    Measure(key="equity_npv_usd", label="Equity NPV", short_label="Equity NPV", unit="USD",
            formula="free_cash_epv - tax_epv + hedges_epv + drawn_epv - service_epv - coins_kept_epv + held_at_end_epv",
            what="What debt leaves to the owners, at the cost of equity; opening cash and coins stand outside",
            better="up", digits=1, scale=1e-6, prefix="USD", shown_unit="M"),
    Measure(key="equity_irr", label="Equity IRR", short_label="Equity IRR", unit="share a year", formula="equity_rate",
            what="Yearly rate at which the owners' flows, after debt service and tax, are worth nothing", better="up",
            digits=1, scale=100, shown_unit="%", change_unit="points"),
    Measure(key="payback_months", label="Payback", short_label="Payback", unit="months", formula="payback",
            what="Months until the project's flows after tax, once below 0 in sum, are back at 0", better="down",
            digits=1, shown_unit="months"),
    Measure(key="payback_btc_months", label="Payback in BTC", short_label="Payback in BTC", unit="months",
            formula="payback_btc", what="The same with each month's flow in BTC at its price", better="down",
            digits=1, shown_unit="months"),
    Measure(key="btc_beyond_buying_btc", label="BTC beyond simply buying", short_label="BTC beyond buying", unit="BTC",
            formula="btc_returned - btc_forgone",
            what="BTC the project's flows buy in all, less what its outlays would have bought in their months",
            better="up", shown_unit="BTC"),
    Measure(key="runway_months", label="Runway, deterministic case", short_label="Runway", unit="months",
            formula="runway", what="Months before cash falls below its minimum, coins and line used, no shares issued",
            better="up", shown_unit="months"),
    Measure(key="peak_funding_need_usd", label="Peak funding need", short_label="Peak funding", unit="USD",
            formula="peak_funding",
            what="What opening cash, coins held, credit line and new shares together have to bring at the worst point",
            better="down", digits=1, scale=1e-6, prefix="USD", shown_unit="M"),
    Measure(key="dscr_min", label="Debt service cover, lowest", short_label="DSCR, lowest", unit="times",
            formula="available_for_debt / debt_service",
            what="Cash available for debt over interest and repayments, in the worst twelve months of the horizon",
            better="up", digits=2, shown_unit="×"),
    Measure(key="ltv_frac", label="Loan to value", short_label="Loan to value", unit="share",
            formula="debt_owed / (machine_value + coins_held)",
            what="Debt over what machines and coins would fetch, end of the first month", better="down",
            undefined="there are no machines and no coins to set debt against", undefined_input="lots", digits=1,
            scale=100, shown_unit="%", change_unit="points"),
    Measure(key="nav_usd_per_share", label="Net asset value per diluted share", short_label="NAV per share",
            unit="USD/share",
            formula="(ev_per_eh_s * online_eh_s + opening_coins + opening_cash - debt_not_converted)"
                    " / shares_converted",
            what="Mining at its value per EH/s, coins and cash less debt; leases and sites in the queue count 0",
            better="up", undefined=_NO_SHARES, undefined_input="company/diluted_shares", digits=2, prefix="USD"),
    Measure(key="implied_mining_ev_usd_per_eh_s", label="Value of mining that the share price implies",
            short_label="Implied USD per EH/s", unit="USD per EH/s",
            formula="(share_price * shares_converted + debt_not_converted - opening_coins - opening_cash)"
                    " / online_eh_s",
            what="Market value of the shares and debt less coins and cash, for each EH/s online", better="none",
            undefined="no machines are online in the first month", undefined_input="lots", digits=1, scale=1e-6,
            prefix="USD", shown_unit="M"),
    Measure(key="dilution_frac", label="Dilution over the horizon", short_label="Dilution", unit="share",
            formula="1 - shares_at_start / shares_at_end",
            what="Share of the company that shares issued and notes converted hold at the end, post-money",
            better="down", undefined=_NO_SHARES, undefined_input="company/diluted_shares", digits=1, scale=100,
            shown_unit="%", change_unit="points"),
)  # fmt: skip
