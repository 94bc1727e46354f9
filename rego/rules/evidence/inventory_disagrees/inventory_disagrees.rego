# METADATA
# title: Clay inventory disagrees with what Clay says
# description: |
#   The inventory says one thing of a member, table, key or connection and Clay's own answers say
#   another, or it lists a thing that Clay no longer has. Clay's answer is what the other rules
#   judge; that the inventory is wrong here says how far the rest of it can be trusted. Counts that
#   change by themselves are not held against it.
# related_resources:
#   - description: "Clay: the CLI and the API"
#     ref: https://university.clay.com/docs/clay-api-cli
#   - description: "Clay: roles and permissions"
#     ref: https://university.clay.com/docs/roles-and-permissions
# custom:
#   severity: medium
#   needs: [clay.contradictions]
#   on_partial: judge
#   remediation: |
#     Look at the thing in Clay, then correct the inventory: `leastwise inventory sync` shows what the CLI
#     would change. If the change in Clay is the mistake, put it right there. Where the rule is skipped,
#     set sources.clay.cli, so that there is something to hold the inventory against.
#   controls:
#     soc2: [CC4.1, CC6.1]
#     iso27001: [A.5.9, A.5.18]
#     nist800-53: [CA-7, CM-8]
#     cis-v8: ["1.1", "5.1"]
package rules.evidence.inventory_disagrees

import future.keywords.not

# METADATA
# description: every thing that the inventory and Clay do not agree on
findings contains finding if {
	some subject in {subject | some [subject, _] in _said}
	messages := {message | some [other, message] in _said; other == subject}
	message := concat("; ", sort(messages))

	finding := {
		"subject": {"kind": subject[0], "id": subject[1]},
		"message": $"{subject[1]} is not what the inventory says: {message}",
	}
}

# What is said of each thing, named by its kind and id.
_said contains [_subject(contradiction), $"{contradiction.field} is {values}"] if {
	some contradiction in input.clay.contradictions
	contradiction.field
	values := concat(", ", sort([said |
		some source, value in contradiction.values
		said := $"{value} ({source})"
	]))
}

_said contains [_subject(contradiction), $"not listed by {sources}"] if {
	some contradiction in input.clay.contradictions
	not contradiction.field
	not "inventory" in object.get(contradiction, "missing_in", [])
	sources := concat(" and ", sort(object.get(contradiction, "missing_in", ["a source"])))
}

_subject(contradiction) := [object.get(contradiction, "kind", "clay.workspace"), contradiction.id]
