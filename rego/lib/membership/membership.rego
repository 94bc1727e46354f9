# METADATA
# description: Who may be a member of the Clay workspace, and who is one.
package lib.membership

import future.keywords.not

import data.lib.clock
import data.lib.roster

# METADATA
# description: |
#   Why a member of Clay should not be one, to follow a name. The roster judges whom it knows. Somebody
#   declared external is held to a sponsor and an expiry; whom the roster employs needs neither, but
#   those that are written down count. Who starts on a day to come is the matter of
#   least_privilege/clay_member_not_started.
objection(member) := roster.absence(member.email) if {
	_counts_as_staff(member)
	not roster.first_day(member.email)
}

objection(member) := $"is external and {why}" if {
	member.external == true
	not _absent(member)
	why := _unanswered(member)
}

_unanswered(member) := "names no sponsor" if _lacks(member, "sponsor")

_unanswered(member) := $"its sponsor {sponsor} is not employed" if {
	sponsor := member.sponsor
	not roster.employs(sponsor)
}

_unanswered(member) := "past its expiry" if {
	_answered(member)
	clock.day_over(member.expires_at)
}

_unanswered(member) := "has no expiry" if {
	_answered(member)
	_lacks(member, "expires_at")
}

_answered(member) if roster.employs(member.sponsor)

_answered(member) if {
	not member.sponsor
	roster.employs(member.email)
}

_lacks(member, field) if {
	not member[field]
	not roster.employs(member.email)
}

_absent(member) if {
	roster.knows(member.email)
	not roster.employs(member.email)
}

_counts_as_staff(member) if not member.external == true

_counts_as_staff(member) if roster.knows(member.email)

# METADATA
# description: true of the address of somebody who is in the workspace, and not only invited to it
is_active(email) if lower(email) in _active

# METADATA
# description: those of some people and groups that are neither a member or invitee nor a group, sorted
strangers(names) := sort([name | some name in names; not lower(name) in _parties])

_active := {lower(member.email) | some member in input.clay.members; not member.state == "pending"}

_parties := {lower(member.email) | some member in input.clay.members} | {lower(group.name) | some group in input.clay.groups}
