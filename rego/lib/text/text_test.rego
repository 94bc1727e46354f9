package lib.text_test

import data.lib.text

test_joins_a_series if {
	text.series(["a"]) == "a"
	text.series(["a", "b"]) == "a and b"
	text.series(["a", "b", "c", "d", "e"]) == "a, b, c, d and e"
}

test_counts_the_rest_of_a_long_series if {
	text.series(["a", "b", "c", "d", "e", "f"]) == "a, b, c, d and 2 more"
}

test_empty_series_is_undefined if not text.series([])

test_rounds_to_two_decimals if {
	text.amount(0.1 + 0.2) == 0.3
	text.amount(1500) == 1500
	text.amount(2.005001) == 2.01
}
