# METADATA
# description: Org-wide defaults, and which of them hold for an object that is controlled by its parent.
package lib.orgwide

# METADATA
# description: the org-wide defaults known of an object, one or none
models(name) := {model |
	some listed in input.salesforce.objects
	listed.name == name
	model := listed.sharing_model
}

# METADATA
# description: |
#   The objects whose defaults hold for one that is controlled by its parent: where the chain of its
#   parents ends. Empty where nobody knows its parent. Who sees a record with several parents sees
#   all of them.
roots(name) := {root |
	some root in graph.reachable(_parents, {name})
	not "ControlledByParent" in models(root)
}

# Where a chain ends there is a node all the same, or it is not reached.
_parents := {name: parents |
	some name in {name | some link in _links; some name in link}
	parents := {parent | some [below, parent] in _links; below == name}
}

_links contains [listed.name, parent] if {
	some listed in input.salesforce.objects
	listed.sharing_model == "ControlledByParent"
	some parent in _parents_of(listed)
}

_parents_of(listed) := object.get(_standard, listed.name, set()) | {field.reference_to |
	some field in listed.fields
	field.type == "MasterDetail"
}

# What metadata does not tell of the objects that every org has.
_standard := {
	"Asset": {"Account"},
	"Contact": {"Account"},
	"OpportunityLineItem": {"Opportunity"},
	"Order": {"Account"},
	"OrderItem": {"Order"},
	"Quote": {"Opportunity"},
	"QuoteLineItem": {"Quote"},
}
