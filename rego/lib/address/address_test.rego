package lib.address_test

import data.lib.address

test_address_covers_itself_alone if {
	address.covered("52.7.81.233", "52.7.81.233", ["52.7.81.233"])
	not address.covered("52.7.81.233", "52.7.81.234", ["52.7.81.233"])
	not address.covered("52.7.81.232", "52.7.81.233", ["52.7.81.233"])
}

test_block_covers_its_range if {
	address.covered("10.0.0.0", "10.0.0.255", ["192.0.2.1", "10.0.0.0/24"])
	not address.covered("10.0.0.0", "10.0.1.0", ["10.0.0.0/24"])
}

test_covers_ipv6 if {
	address.covered("2001:db8::1", "2001:db8::1", ["2001:db8::1"])
	address.covered("2001:db8::1", "2001:db8::ff", ["2001:db8::/64"])
	not address.covered("2001:db8::1", "2001:db8::2", ["2001:db8::1"])
}

test_nothing_is_covered_by_an_empty_list if not address.covered("10.0.0.1", "10.0.0.1", [])

test_counts_addresses if {
	address.size("10.0.0.1", "10.0.0.1") == 1
	address.size("10.0.0.0", "10.0.0.255") == 256
	address.size("0.0.0.0", "255.255.255.255") == 4294967296
	address.size("2001:db8::1", "2001:db8::1") == 1
}

test_size_of_what_cannot_be_counted_is_undefined if {
	not address.size("10.0.0.2", "10.0.0.1")
	not address.size("2001:db8::1", "2001:db8::2")
}

test_tells_addresses_from_words if {
	address.valid("52.7.81.233")
	address.valid("2001:db8::1")
	not address.valid("Salesforce.com IP")
	not address.valid("")
}

test_range_touches_what_it_holds if {
	address.touches("52.7.81.233", "52.7.81.233", ["192.0.2.1", "52.7.81.233"])
	address.touches("52.7.0.0", "52.7.81.233", ["52.7.81.233"])
	address.touches("52.7.81.233", "52.7.255.255", ["52.7.81.233"])
	address.touches("10.0.0.0", "10.255.255.255", ["10.1.0.0/16"])
	address.touches("10.1.2.0", "10.1.2.9", ["10.1.0.0/16"])
	address.touches("10.0.0.0", "10.1.0.9", ["10.1.0.0/16"])
	address.touches("2001:db8::1", "2001:db8::9", ["2001:db8::/64"])
}

test_range_touches_nothing_beside_it if {
	not address.touches("52.7.81.234", "52.7.81.240", ["52.7.81.233"])
	not address.touches("52.7.81.0", "52.7.81.232", ["52.7.81.233"])
	not address.touches("2001:db8::1", "2001:db8::9", ["2001:db8::5"])
	not address.touches("10.0.0.0", "10.0.0.9", [])
}

test_counts_what_an_entry_holds if {
	address.spread("52.7.81.233") == 1
	address.spread("10.0.0.0/24") == 256
	address.spread("0.0.0.0/0") == 4294967296
	address.spread("2001:db8::1") == 1
	address.spread("2001:db8::/64") == 1
	address.spread("2001:db8::/63") == 2
	address.spread("::/0") == 18446744073709551616
}
