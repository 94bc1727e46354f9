# METADATA
# title: Clay inventory does not list what Clay has
# description: |
#   Clay has a member, table, key, connection or column that the inventory does not list, though
#   the inventory has the section and so claims to be complete: somebody added it without telling
#   anybody, and what nobody wrote down nobody reviews. An owner or a connection that is only
#   referred to counts as well, under Clay's id for it.
# related_resources:
#   - description: "Clay: the CLI and the API"
#     ref: https://university.clay.com/docs/clay-api-cli
#   - description: "Clay: connections and who added them"
#     ref: https://university.clay.com/docs/connections-and-integration-accounts
# custom:
#   severity: medium
#   needs: [clay.contradictions]
#   on_partial: judge
#   remediation: |
#     Find out who added it and why. Then remove it in Clay, or write it into the inventory with its
#     owner, purpose and budget: `leastwise inventory sync` writes the entry. Of a user write down
#     Clay's id beside the address.
#   controls:
#     soc2: [CC4.1, CC6.1]
#     iso27001: [A.5.9, A.5.18]
#     nist800-53: [AC-2, CM-8]
#     cis-v8: ["1.1", "5.1"]
package rules.evidence.inventory_incomplete

# METADATA
# description: every thing that Clay has and the inventory does not list
findings contains finding if {
	some contradiction in input.clay.contradictions
	"inventory" in contradiction.missing_in
	name := object.get(contradiction, "name", contradiction.id)
	said := concat(", ", sort([by |
		some source, value in contradiction.values
		by := $"the {source} {value}"
	]))

	finding := {
		"subject": {"kind": object.get(contradiction, "kind", "clay.workspace"), "id": contradiction.id, "name": name},
		"message": $"{name} is not in the inventory: {said}",
	}
}
