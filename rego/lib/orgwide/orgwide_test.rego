package lib.orgwide_test

import data.lib.orgwide

test_knows_the_default_of_an_object if {
	orgwide.models("Account") == {"Private"} with input as _objects
	orgwide.models("Bare__c") == set() with input as _objects
	orgwide.models("Gone__c") == set() with input as _objects
	orgwide.models("Account") == set() with input as {}
}

test_follows_the_parents_to_the_end if {
	_roots("Contact") == {"Account"}
	_roots("Detail__c") == {"Master__c"}
	_roots("Grandchild__c") == {"Account", "Master__c"}
	_roots("QuoteLineItem") == {"Opportunity"}
}

test_follows_to_a_parent_that_was_not_read if {
	_roots("Lost__c") == {"Gone__c"}
}

test_knows_no_parents if {
	every name in ["Orphan__c", "Loop__c"] {
		_roots(name) == set()
	}
}

_roots(name) := roots if roots := orgwide.roots(name) with input as _objects

_objects := {"salesforce": {"objects": [
	{"name": "Account", "sharing_model": "Private"},
	{"name": "Bare__c"},
	{"name": "Contact", "sharing_model": "ControlledByParent", "fields": [{"name": "Owner__c", "type": "Lookup", "reference_to": "User"}]},
	{"name": "Detail__c", "sharing_model": "ControlledByParent", "fields": [{"name": "M__c", "type": "MasterDetail", "reference_to": "Master__c"}]},
	{"name": "Grandchild__c", "sharing_model": "ControlledByParent", "fields": [
		{"name": "C__c", "type": "MasterDetail", "reference_to": "Contact"},
		{"name": "D__c", "type": "MasterDetail", "reference_to": "Detail__c"},
	]},
	{"name": "Loop__c", "sharing_model": "ControlledByParent", "fields": [{"name": "L__c", "type": "MasterDetail", "reference_to": "Loop__c"}]},
	{"name": "Lost__c", "sharing_model": "ControlledByParent", "fields": [{"name": "G__c", "type": "MasterDetail", "reference_to": "Gone__c"}]},
	{"name": "Master__c", "sharing_model": "Read", "fields": [{"name": "X__c", "type": "MasterDetail", "reference_to": "Account"}]},
	{"name": "Orphan__c", "sharing_model": "ControlledByParent", "fields": [{"name": "M__c", "type": "MasterDetail"}]},
	{"name": "Quote", "sharing_model": "ControlledByParent", "fields": []},
	{"name": "QuoteLineItem", "sharing_model": "ControlledByParent", "fields": []},
]}}
