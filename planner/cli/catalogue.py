"""`reckoner catalogue`: the shipped machines."""

from __future__ import annotations

import click

from planner.cli.elements import Result
from planner.cli.json_text import json_line
from planner.errors import NotFound
from planner.quantities import nearest
from planner.reference import Machine, load_reference


@click.command("catalogue")
@click.option("--find", "wanted", default="", metavar="TEXT", help="Only machines whose names hold all these words.")
@click.option("--json", "as_json", is_flag=True, help="JSON with the source of each row.")
def catalogue(wanted: str, as_json: bool) -> None:
    """The shipped machines: nameplate hashrate, power at the wall plug."""
    machines = found_machines(wanted)
    print(json_line([machine_record(machine) for machine in machines]) if as_json else machine_table(machines))


def found_machines(wanted: str) -> list[Machine]:
    """The machines whose model or manufacturer holds every word. Raises `NotFound` with the nearest models."""
    known = load_reference().machines
    words = wanted.casefold().split()
    found = [
        machine
        for machine in known.values()
        if all(word in f"{machine.manufacturer} {machine.model}".casefold() for word in words)
    ]
    if not found:
        close = nearest(wanted, known)
        raise NotFound(
            f"The catalogue has no machine {wanted!r}.", next=f"Nearest: {', '.join(close)}." if close else ""
        )
    return found


def machine_record(machine: Machine) -> Result:
    """A machine as JSON; `release_month` is null where no source gave one."""
    return {
        "model": machine.model,
        "manufacturer": machine.manufacturer,
        "release_month": machine.release_month,
        "hashrate_th_s": machine.hashrate_th_s,
        "power_w": machine.power_w,
        "efficiency_j_per_th": machine.efficiency_j_per_th,
        "cooling": machine.cooling,
        "source": machine.source,
    }


def machine_table(machines: list[Machine]) -> str:
    """Machines as an aligned text table; a release nobody states is `unknown`."""
    heads = ("Model", "Manufacturer", "Release", "Cooling", "TH/s", "W", "J/TH")
    rows = [
        (
            machine.model, machine.manufacturer, machine.release_month or "unknown", machine.cooling,
            f"{machine.hashrate_th_s:g}", f"{machine.power_w:g}", f"{machine.efficiency_j_per_th:.1f}",
        )
        for machine in machines
    ]  # fmt: skip
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = []
    for row in (heads, *rows):
        names = [cell.ljust(width) for cell, width in zip(row[:4], widths[:4], strict=True)]
        figures = [cell.rjust(width) for cell, width in zip(row[4:], widths[4:], strict=True)]
        lines.append("  ".join([*names, *figures]).rstrip())
    return "\n".join(lines)
