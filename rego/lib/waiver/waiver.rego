# METADATA
# description: The waivers of leastwise.yaml as the rules ask about them.
package lib.waiver

import future.keywords.not

import data.lib.clock

# METADATA
# description: |
#   The waivers that still hold, by the id they have as a subject, "<rule>:<subject>". A finding may
#   be waived twice.
holding[$"{waiver.rule}:{waiver.subject}"] contains waiver if {
	some waiver in data.waivers
	not clock.day_over(waiver.expires)
}

# METADATA
# description: true of a waiver whose subject, in which * is any run of characters and ? any one, names an id
names(waiver, id) if glob.match(strings.replace_n(_literal, waiver.subject), null, id)

# What else has a meaning in a glob stands for itself in a waiver.
_literal := {"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "\\{", "}": "\\}", "!": "\\!"}
