# METADATA
# description: |
#   What to ask of the rules with stock OPA; the Go evaluator asks the same, a group of rules at
#   a time. No rule is named here: a folder below rego/rules whose package defines `findings` is
#   found by where it lies.
package main

# METADATA
# description: the findings of every rule, keyed by the rule's id, "family/name"
# entrypoint: true
findings[id] contains finding if {
	some family, name
	some finding in data.rules[family][name].findings
	id := $"{family}/{name}"
}
