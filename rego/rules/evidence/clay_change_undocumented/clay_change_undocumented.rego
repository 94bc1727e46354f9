# METADATA
# title: Something new in Clay is not documented
# description: |
#   A member, table, connection or key that the previous snapshot does not hold came since, and the
#   change log of the inventory says who let it in and why. A line documents a thing when it names its
#   kind and id and is no older than some days before the previous snapshot, since a ticket comes
#   before the change, and no younger than this one. The previous snapshot is the one that
#   sources.previous in leastwise.yaml names; without it nothing can be compared.
# related_resources:
#   - description: "Clay: managing team members"
#     ref: https://university.clay.com/docs/managing-team-members
#   - description: "Clay: connections and who added them"
#     ref: https://university.clay.com/docs/connections-and-integration-accounts
# custom:
#   severity: medium
#   needs: [changes.new, clay.change_log]
#   on_partial: judge
#   remediation: |
#     Ask who brought it in: the owner of the table, Added by of the connection, an admin for a member.
#     Then add kind, id, at, by and why under change_log in the inventory, or remove it in Clay.
#   params:
#     days:
#       description: Days before the previous snapshot from which a line of the change log counts
#       default: 30
#   controls:
#     soc2: [CC6.2, CC8.1]
#     iso27001: [A.5.9, A.8.32]
#     nist800-53: [CM-3, CM-8]
#     cis-v8: ["1.1", "2.1"]
#     clay-access-audit: ["10"]
package rules.evidence.clay_change_undocumented

import future.keywords.not

import data.lib.clock
import data.lib.params

# METADATA
# description: everything new that the change log does not speak of
findings contains finding if {
	some kind, word in _words
	some change in input.changes.new
	change.kind == kind
	not _is_documented(word, change.id)
	since := substring(input.changes.previous_taken_at, 0, 10)
	what := replace(word, "api_key", "key")

	finding := {
		"subject": {"kind": kind, "id": change.id, "name": change.name},
		"message": $"{change.id} is a {what} that came after {since}, and the change log does not speak of it",
	}
}

_words := {
	"clay.api_key": "api_key",
	"clay.connection": "connection",
	"clay.member": "member",
	"clay.table": "table",
}

_is_documented(word, id) if {
	some line in input.clay.change_log
	line.kind == word
	line.id == id
	not clock.in_future(line.at)
	clock.days_since(line.at) <= clock.days_since(input.changes.previous_taken_at) + _params.days
}

_params := params.of(rego.metadata.chain())
