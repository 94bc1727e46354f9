# METADATA
# title: Permission set or profile grants every record
# description: |
#   View All Data and Modify All Data, and View All or Modify All on an object, reach every record
#   whoever owns it and whatever sharing says. A set that grants them is one assignment away from
#   anybody, assigned or not, so each is named in sets once somebody has reviewed it, or is a
#   finding. What a muting set takes away does not count: the set can be assigned without its group.
# related_resources:
#   - description: "Salesforce: View All and Modify All permissions"
#     ref: https://help.salesforce.com/s/articleView?id=platform.users_profiles_view_all_mod_all.htm
#   - description: Security Benchmark for Salesforce (SBS), the edition of 49 controls
#     ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
# custom:
#   severity: medium
#   needs: [salesforce.permission_sets, salesforce.profiles]
#   on_partial: judge
#   each: salesforce.permission_sets
#   remediation: |
#     In Setup open the set or profile and clear the permission: System Permissions for View All Data
#     and Modify All Data, Object Settings for View All Records and Modify All Records. Delete a set
#     that nobody needs. One that administrators need is named in the parameter sets.
#   params:
#     sets:
#       description: Permission sets and profiles that may grant every record, by API name
#       default: [Admin, System Administrator]
#   controls:
#     soc2: [CC6.1, CC6.3]
#     iso27001: [A.5.18, A.8.2]
#     nist800-53: [AC-6, AC-6(1)]
#     cis-v8: ["5.4", "6.8"]
#     sbs: [SBS-ACS-003, SBS-ACS-004]
package rules.least_privilege.salesforce_set_grants_all_data

import future.keywords.not

import data.lib.params
import data.lib.text

# METADATA
# description: every set that nobody named and that grants every record of an object or of the org
findings contains finding if {
	some set in input.salesforce.permission_sets
	kind := _kinds[set.kind]
	not set.name in _params.sets
	grants := text.series(array.concat(_permissions(set.permissions), _objects(set.objects)))

	finding := {
		"subject": {"kind": kind, "id": set.name},
		"message": $"{_title[kind]} {set.name} grants {grants}",
	}
}

# A muting set takes away what it names.
_kinds := {"permission_set": "salesforce.permission_set", "profile": "salesforce.profile"}

_title := {"salesforce.permission_set": "Permission set", "salesforce.profile": "Profile"}

_permissions(names) := [name | some name in ["ModifyAllData", "ViewAllData"]; name in names]

_objects(objects) := [$"{use} of {object_name}" |
	some object_name, flags in objects
	use := _widest(flags)
]

_widest(flags) := "Modify All" if "modify_all" in flags

_widest(flags) := "View All" if {
	"view_all" in flags
	not "modify_all" in flags
}

_params := params.of(rego.metadata.chain())
