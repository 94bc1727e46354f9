# METADATA
# description: |
#   The parameters of a rule: what its METADATA declares, changed by what the operator set.
#   A map is merged key by key; anything else the operator sets replaces the default.
package lib.params

# METADATA
# description: the parameters of the rule whose `rego.metadata.chain()` is given
of(chain) := object.union(defaults, _settings(concat("/", [family, name]))) if {
	some link in chain
	["rules", family, name] = link.path
	defaults := {param: declared["default"] | some param, declared in link.annotations.custom.params}
}

default _settings(_) := {}

_settings(id) := data.settings[id]
