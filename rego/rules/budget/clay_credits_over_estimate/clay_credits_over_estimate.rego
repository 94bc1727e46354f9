# METADATA
# title: Clay table spends more credits than estimated
# description: |
#   The credits a table used, by the usage export, exceed its monthly estimate scaled to the days
#   of the export: a month counts 30 days, and the last day of the period counts. Clay's export
#   lists workbooks: one that is listed while none of its tables is is held to the estimates of
#   its tables together. Lines are matched by id, or by name where they have none. Without a
#   period nothing can be compared, and every estimate is a finding.
# related_resources:
#   - description: "Clay: credit usage and its export"
#     ref: https://university.clay.com/docs/credit-usage
# custom:
#   severity: medium
#   needs: [clay.tables, clay.workbooks, clay.usage]
#   on_partial: judge
#   remediation: |
#     Under Settings > Usage find what spends: turn off auto-run or a schedule, add a conditional run to
#     paid columns, or set a credit limit on the workbook. If the spend is right, raise
#     monthly_credits where it is declared. Where no period is known, record from and to of the
#     export beside it in the inventory.
#   controls:
#     soc2: [A1.1]
#     iso27001: [A.8.6]
#     nist800-53: [SC-5]
#     clay-access-audit: ["5"]
package rules.budget.clay_credits_over_estimate

import future.keywords.not

import data.lib.clay
import data.lib.clock
import data.lib.text
import data.lib.usage

# METADATA
# description: every table, or workbook of tables, that spends more than estimated
findings contains _finding("clay.table", table, $"{table.name} {overspend}") if {
	some table in input.clay.tables
	overspend := _overspend(usage.credits(usage.lines(table, "table")), [clay.budget(table).monthly_credits])
}

findings contains _finding("clay.workbook", workbook, $"{workbook.name} {overspend} for its tables together") if {
	some workbook in input.clay.workbooks
	tables := object.get(_tables_of, workbook.id, [])
	every table in tables { count(usage.lines(table, "table")) == 0 }
	estimates := [estimate | some table in tables; estimate := clay.budget(table).monthly_credits]
	overspend := _overspend(usage.credits(usage.lines(workbook, "workbook")), estimates)
}

findings contains _finding("clay.table", table, $"{table.name} {lack}") if {
	some table in input.clay.tables
	is_number(clay.budget(table).monthly_credits)
	not _days
	lack := "has an estimate but the usage export has no period to hold it to"
}

_tables_of := {id: tables |
	some id in {table.workbook | some table in input.clay.tables}
	tables := [table | some table in input.clay.tables; table.workbook == id]
}

# How spend exceeds estimates; undefined where it does not, and where nobody estimated.
_overspend(spent, estimates) := message if {
	count(estimates) > 0
	allowed := (sum(estimates) * _days) / 30
	spent > allowed
	credits := text.amount(spent)
	limit := text.amount(allowed)
	monthly := text.amount(sum(estimates))
	message := $"spent {credits} credits in {_days} days, over the {limit} that {monthly} a month allow"
}

# A period that is not known must not reach the parser: with strict builtin errors it breaks the rule.
_days := clock.days_of(input.clay.usage.from, input.clay.usage.to) if {
	input.clay.usage.from != ""
	input.clay.usage.to != ""
}

_finding(kind, thing, message) := {
	"subject": {"kind": kind, "id": thing.id, "name": thing.name},
	"message": message,
}
