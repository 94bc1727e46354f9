# METADATA
# description: |
#   What to ask of the rules with stock OPA; the Go evaluator asks the same, a group of rules at
#   a time. No rule is named here: a folder below rego/rules whose package defines `findings` is
#   found by where it lies.
package main

# METADATA
# description: the findings of every rule, keyed by the rule's id, "family/name"
# entrypoint: true
findings[id] := found if {
	some family, name
	found := data.rules[family][name].findings
	count(found) > 0
	id := $"{family}/{name}"
}
