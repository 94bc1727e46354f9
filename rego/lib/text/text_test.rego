package lib.text_test

import data.lib.text

test_joins_a_series if {
	text.series(["a"]) == "a"
	text.series(["a", "b"]) == "a and b"
	text.series(["a", "b", "c", "d", "e"]) == "a, b, c, d and e"
}

test_counts_the_rest_of_a_long_series if {
	text.series(["a", "b", "c", "d", "e", "f"]) == "a, b, c, d and 2 more\u001de\u001ff\u001e"
}

test_keeps_a_long_series_within_a_longer_one if {
	inner := text.series(["1", "2", "3", "4", "5", "6"])
	text.series(["a", "b", "c", "d", "e", inner]) == "a, b, c, d and 2 more\u001de\u001f1, 2, 3, 4 and 2 more: 5\u001f6\u001e"
}

test_empty_series_is_undefined if not text.series([])

test_rounds_to_two_decimals if {
	text.amount(0.1 + 0.2) == 0.3
	text.amount(1500) == 1500
	text.amount(2.005001) == 2.01
}
