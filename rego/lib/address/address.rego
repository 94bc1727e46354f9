# METADATA
# description: |
#   Internet addresses and ranges of them, both ends included, IPv4 or IPv6. A malformed
#   address is a builtin error, which fails the evaluation rather than the check.
package lib.address

# METADATA
# description: true when one entry of a list, an address or a CIDR block, holds the whole range
covered(start, end, entries) if {
	some entry in entries
	net.cidr_contains(_block(entry), start)
	net.cidr_contains(_block(entry), end)
}

# METADATA
# description: true of an address, false of a word such as the "Salesforce.com IP" of a login history
valid(text) if net.cidr_is_valid(_block(text))

# METADATA
# description: |
#   True when a range holds an address of a list, or the first address of a block in it, or
#   when a block holds an end of the range. Ranges of IPv6 are compared by their ends alone.
touches(start, end, entries) if {
	some entry in entries
	some edge in [start, end]
	net.cidr_contains(_block(entry), edge)
}

touches(start, end, entries) if {
	some entry in entries
	first := split(entry, "/")[0]
	size(start, first)
	size(first, end)
}

# METADATA
# description: |
#   How many addresses a range holds. Undefined where it ends before it begins, and for an
#   IPv6 range of more than one address: nobody can list those.
size(start, end) := 1 if start == end

size(start, end) := n if {
	n := (_number(end) - _number(start)) + 1
	n > 0
}

# METADATA
# description: |
#   How many addresses an entry of a list holds, an address or a CIDR block; of IPv6 how many
#   networks of /64, which is one link, however few of its addresses are meant.
spread(entry) := bits.lsh(1, max([0, width - bits_fixed])) if {
	width := _width(entry)
	bits_fixed := to_number(split(_block(entry), "/")[1])
}

_width(entry) := 64 if contains(entry, ":")

_width(entry) := 32 if not contains(entry, ":")

_block(entry) := entry if contains(entry, "/")

_block(entry) := $"{entry}/32" if {
	not contains(entry, "/")
	not contains(entry, ":")
}

_block(entry) := $"{entry}/128" if {
	not contains(entry, "/")
	contains(entry, ":")
}

_number(address) := sum([part | some i, octet in split(address, "."); part := to_number(octet) * _weights[i]]) if {
	not contains(address, ":")
}

_weights := [16777216, 65536, 256, 1]
