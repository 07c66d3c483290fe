"""The schema of the portfolio file: hand-written DDL, its identity and its golden fingerprint.

Ranges stand here a second time, so that no other program can store what the model refuses: STRICT turns NaN
into NULL, which NOT NULL refuses, and keeps infinities, which the ranges refuse. A test holds every range
against the declared quantity. JSON is parsed when it is read: with trusted_schema off, SQLite up to 3.40 calls
json_valid in a CHECK unsafe and refuses the whole file.

Until the first release there is one schema; later ones are reached by migration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

APPLICATION_ID = 0x52434B4E  # "RCKN"
SCHEMA_VERSION = 1
EXTENSION = ".reckoner"
IMMUTABLE = ("snapshots", "snapshot_contents")
TRIGGERS = frozenset(f"{table}_refuse_{action}" for table in IMMUTABLE for action in ("update", "delete"))

_NAME = "name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200)"
_UNIQUE_NAME = f"{_NAME}, name_key TEXT NOT NULL UNIQUE CHECK (length(name_key) BETWEEN 1 AND 600)"
_MONTH = "'[12][0-9][0-9][0-9]-[01][0-9]'"

DDL = (
    """CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    portfolio_uuid TEXT NOT NULL CHECK (length(portfolio_uuid) = 36),
    writer_version TEXT NOT NULL CHECK (length(writer_version) BETWEEN 1 AND 100),
    content_sequence INTEGER NOT NULL CHECK (content_sequence >= 0),
    closed_clean INTEGER NOT NULL CHECK (closed_clean IN (0, 1)),
    content_sha256 TEXT NOT NULL CHECK (length(content_sha256) IN (0, 64))
) STRICT""",
    f"""CREATE TABLE company (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    {_NAME},
    start_month TEXT NOT NULL CHECK (start_month GLOB {_MONTH}),
    cash_usd REAL NOT NULL CHECK (cash_usd BETWEEN 0 AND 1e12),
    minimum_cash_usd REAL NOT NULL CHECK (minimum_cash_usd BETWEEN 0 AND 1e12),
    cash_interest_frac_per_year REAL NOT NULL CHECK (cash_interest_frac_per_year BETWEEN -0.1 AND 1),
    btc_held_btc REAL NOT NULL CHECK (btc_held_btc BETWEEN 0 AND 21e6),
    treasury_policy TEXT NOT NULL CHECK (treasury_policy IN ('sell all', 'keep a share', 'sell to cover')),
    treasury_keep_frac REAL NOT NULL CHECK (treasury_keep_frac BETWEEN 0 AND 1),
    credit_line_usd REAL NOT NULL CHECK (credit_line_usd BETWEEN 0 AND 1e12),
    credit_line_rate_frac_per_year REAL NOT NULL CHECK (credit_line_rate_frac_per_year BETWEEN 0 AND 2),
    diluted_shares REAL NOT NULL CHECK (diluted_shares BETWEEN 0 AND 1e12),
    share_price_usd REAL NOT NULL CHECK (share_price_usd BETWEEN 0 AND 1e7),
    issuance TEXT NOT NULL CHECK (issuance IN ('off', 'on')),
    issuance_cap_frac_per_quarter REAL NOT NULL CHECK (issuance_cap_frac_per_quarter BETWEEN 0 AND 1),
    sga_usd_per_year REAL NOT NULL CHECK (sga_usd_per_year BETWEEN 0 AND 1e11),
    share_based_pay_usd_per_year REAL NOT NULL CHECK (share_based_pay_usd_per_year BETWEEN 0 AND 1e11),
    tax_rate_frac REAL NOT NULL CHECK (tax_rate_frac BETWEEN 0 AND 1),
    tax_loss_carried_usd REAL NOT NULL CHECK (tax_loss_carried_usd BETWEEN 0 AND 1e12),
    tax_loss_use_frac REAL NOT NULL CHECK (tax_loss_use_frac BETWEEN 0 AND 1),
    first_year_write_off TEXT NOT NULL CHECK (first_year_write_off IN ('no', 'yes')),
    note TEXT NOT NULL CHECK (length(note) <= 200)
) STRICT""",
    f"""CREATE TABLE sites (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    {_UNIQUE_NAME},
    power_market TEXT NOT NULL CHECK (length(power_market) BETWEEN 1 AND 200),
    interconnect_mw REAL NOT NULL CHECK (interconnect_mw BETWEEN 0 AND 100000),
    pue REAL NOT NULL CHECK (pue BETWEEN 1 AND 3),
    spot_price_usd_per_mwh REAL NOT NULL CHECK (spot_price_usd_per_mwh BETWEEN 0.01 AND 5000),
    spot_escalator_frac_per_year REAL NOT NULL CHECK (spot_escalator_frac_per_year BETWEEN -0.5 AND 0.5),
    spot_basis_frac REAL NOT NULL CHECK (spot_basis_frac BETWEEN 0.01 AND 20),
    fixed_cost_usd_per_year REAL NOT NULL CHECK (fixed_cost_usd_per_year BETWEEN 0 AND 1e10),
    variable_cost_usd_per_mwh REAL NOT NULL CHECK (variable_cost_usd_per_mwh BETWEEN 0 AND 1000),
    infrastructure_usd REAL NOT NULL CHECK (infrastructure_usd BETWEEN 0 AND 1e12),
    infrastructure_month TEXT NOT NULL CHECK (infrastructure_month GLOB {_MONTH}),
    infrastructure_life_years REAL NOT NULL CHECK (infrastructure_life_years BETWEEN 1 AND 50),
    maintenance_capex_usd_per_year REAL NOT NULL CHECK (maintenance_capex_usd_per_year BETWEEN 0 AND 1e10),
    coincident_peak_avoided_frac REAL NOT NULL CHECK (coincident_peak_avoided_frac BETWEEN 0 AND 1),
    coincident_peak_usd_per_kw_year REAL NOT NULL CHECK (coincident_peak_usd_per_kw_year BETWEEN 0 AND 1000),
    coincident_peak_last_summer INTEGER NOT NULL CHECK (coincident_peak_last_summer BETWEEN 2000 AND 2100),
    demand_response_mw REAL NOT NULL CHECK (demand_response_mw BETWEEN 0 AND 100000),
    demand_response_usd_per_mw_hour REAL NOT NULL CHECK (demand_response_usd_per_mw_hour BETWEEN 0 AND 5000),
    demand_response_performance_frac REAL NOT NULL CHECK (demand_response_performance_frac BETWEEN 0 AND 1),
    interruptible_mw REAL NOT NULL CHECK (interruptible_mw BETWEEN 0 AND 100000),
    interruptible_usd_per_kw_month REAL NOT NULL CHECK (interruptible_usd_per_kw_month BETWEEN 0 AND 200)
) STRICT""",
    f"""CREATE TABLE lots (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    {_UNIQUE_NAME},
    site_id INTEGER NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    machine TEXT NOT NULL CHECK (length(machine) BETWEEN 1 AND 200),
    hashrate_th_s REAL NOT NULL CHECK (hashrate_th_s BETWEEN 0.001 AND 100000),
    power_w REAL NOT NULL CHECK (power_w BETWEEN 1 AND 1000000),
    count INTEGER NOT NULL CHECK (count BETWEEN 0 AND 10000000),
    availability_frac REAL NOT NULL CHECK (availability_frac BETWEEN 0 AND 1),
    online_month TEXT NOT NULL CHECK (online_month GLOB {_MONTH}),
    retire_month TEXT NOT NULL CHECK (retire_month = '' OR retire_month GLOB {_MONTH}),
    machine_price_usd_per_th REAL NOT NULL CHECK (machine_price_usd_per_th BETWEEN 0 AND 1000),
    machine_life_years REAL NOT NULL CHECK (machine_life_years BETWEEN 0.5 AND 20),
    origin TEXT NOT NULL CHECK (origin IN ('new', 'from another miner')),
    machine_source TEXT NOT NULL CHECK (length(machine_source) <= 200),
    low_hashrate_th_s REAL NOT NULL CHECK (low_hashrate_th_s BETWEEN 0 AND 100000),
    low_power_w REAL NOT NULL CHECK (low_power_w BETWEEN 0 AND 1000000),
    high_hashrate_th_s REAL NOT NULL CHECK (high_hashrate_th_s BETWEEN 0 AND 100000),
    high_power_w REAL NOT NULL CHECK (high_power_w BETWEEN 0 AND 1000000),
    degradation_frac_per_year REAL NOT NULL CHECK (degradation_frac_per_year BETWEEN 0 AND 0.5),
    purchase_hashprice_usd_per_ph_day REAL NOT NULL CHECK (purchase_hashprice_usd_per_ph_day BETWEEN 0 AND 100000),
    import_duty_frac REAL NOT NULL CHECK (import_duty_frac BETWEEN 0 AND 5),
    owner TEXT NOT NULL CHECK (owner IN ('own', 'client')),
    client_rate_usd_per_mwh REAL NOT NULL CHECK (client_rate_usd_per_mwh BETWEEN 0 AND 2000),
    client_power_frac REAL NOT NULL CHECK (client_power_frac BETWEEN 0 AND 1),
    client_profit_frac REAL NOT NULL CHECK (client_profit_frac BETWEEN 0 AND 1),
    client_default_frac_per_year REAL NOT NULL CHECK (client_default_frac_per_year BETWEEN 0 AND 1)
) STRICT""",
    "CREATE INDEX lots_by_site ON lots (site_id)",
    f"""CREATE TABLE contracts (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    {_UNIQUE_NAME},
    site_id INTEGER NOT NULL UNIQUE REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    terms TEXT NOT NULL CHECK (terms GLOB '{{*}}')
) STRICT""",
    f"""CREATE TABLE price_curves (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    {_UNIQUE_NAME},
    source TEXT NOT NULL CHECK (length(source) <= 200),
    source_sha256 TEXT NOT NULL CHECK (length(source_sha256) <= 200),
    first_hour TEXT NOT NULL CHECK (length(first_hour) <= 200),
    last_hour TEXT NOT NULL CHECK (length(last_hour) <= 200),
    hours INTEGER NOT NULL CHECK (hours BETWEEN 0 AND 1000000),
    missing_hours INTEGER NOT NULL CHECK (missing_hours BETWEEN 0 AND 1000000),
    months_without_hours TEXT NOT NULL CHECK (length(months_without_hours) <= 200),
    level_usd_per_mwh REAL NOT NULL CHECK (level_usd_per_mwh BETWEEN 0.01 AND 5000),
    multiples TEXT NOT NULL CHECK (multiples GLOB '[[]*]')
) STRICT""",
    f"""CREATE TABLE debts (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    {_UNIQUE_NAME},
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    terms TEXT NOT NULL CHECK (terms GLOB '{{*}}')
) STRICT""",
    f"""CREATE TABLE hedges (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    {_UNIQUE_NAME},
    site_id INTEGER REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    terms TEXT NOT NULL CHECK (terms GLOB '{{*}}')
) STRICT""",
    f"""CREATE TABLE scenarios (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    {_UNIQUE_NAME},
    note TEXT NOT NULL CHECK (length(note) <= 200)
) STRICT""",
    """CREATE TABLE assumptions (
    scenario_id INTEGER NOT NULL REFERENCES scenarios (id) DEFERRABLE INITIALLY DEFERRED,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 60),
    value ANY NOT NULL CHECK (
        typeof(value) = 'text' AND length(value) <= 200
        OR typeof(value) IN ('integer', 'real') AND value BETWEEN -1e24 AND 1e24
    ),
    PRIMARY KEY (scenario_id, key)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE plan_steps (
    scenario_id INTEGER NOT NULL REFERENCES scenarios (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL CHECK (position >= 0),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    terms TEXT NOT NULL CHECK (length(terms) > 0),
    PRIMARY KEY (scenario_id, position)
) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE baseline (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    {_NAME},
    content TEXT NOT NULL CHECK (content GLOB '{{*}}')
) STRICT""",
    """CREATE TABLE edit_log (
    sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
    label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 1000),
    changes TEXT NOT NULL CHECK (changes GLOB '[[]*]'),
    undone INTEGER NOT NULL CHECK (undone IN (0, 1))
) STRICT""",
    "CREATE INDEX edit_log_by_state ON edit_log (undone, sequence)",
    """CREATE TABLE snapshot_contents (
    digest TEXT NOT NULL PRIMARY KEY CHECK (length(digest) = 64),
    json_bytes INTEGER NOT NULL CHECK (json_bytes > 0),
    deflated BLOB NOT NULL
) STRICT""",
    f"""CREATE TABLE snapshots (
    sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
    id TEXT NOT NULL CHECK (length(id) = 12 AND id NOT GLOB '*[^0-9A-F]*'),
    {_UNIQUE_NAME},
    taken TEXT NOT NULL CHECK (taken GLOB '2[0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
    scenario TEXT NOT NULL CHECK (length(scenario) BETWEEN 1 AND 200),
    program_version TEXT NOT NULL,
    model_version TEXT NOT NULL,
    data_version TEXT NOT NULL,
    seed INTEGER NOT NULL,
    digest TEXT NOT NULL REFERENCES snapshot_contents (digest)
) STRICT""",
    *(
        f"CREATE TRIGGER {table}_refuse_{action} BEFORE {action.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'snapshots are immutable'); END"
        for table in IMMUTABLE
        for action in ("update", "delete")
    ),
)

# Changes with the DDL and with nothing else; tests/planner/storage/test_schema.py computes it from both sides.
FINGERPRINT = "a6a46faa868744011f305a6abc1ae789641fa4f941175a60f2d6fc99c445f5a5"


def fingerprint(schema: Iterable[tuple[str, str, str, str | None]]) -> str:
    """SHA-256 over (type, name, table, SQL) of every object in a schema, whatever their order."""
    digest = hashlib.sha256()
    for row in sorted(schema, key=lambda row: (row[0], row[1])):
        digest.update("\x1f".join(part or "" for part in row).encode() + b"\x1e")
    return digest.hexdigest()
