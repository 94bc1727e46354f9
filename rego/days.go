package rego

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Days is a span in whole days, written "92d", "13w" or "92".
type Days int

// maxDays is a century: more is a typing error.
const maxDays = 36525

// UnmarshalText reads a span.
func (d *Days) UnmarshalText(text []byte) error {
	s, unit := strings.TrimSpace(string(text)), 1
	switch {
	case strings.HasSuffix(s, "d"):
		s = strings.TrimSuffix(s, "d")
	case strings.HasSuffix(s, "w"):
		s, unit = strings.TrimSuffix(s, "w"), 7
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxDays/unit {
		return fmt.Errorf("%s is not a span of days: write 92d or 13w (1 day to %d)", evidence.Quote(string(text)), maxDays)
	}
	*d = Days(n * unit)
	return nil
}

// UnmarshalJSON reads what Days are in JSON, a number, and what people write.
func (d *Days) UnmarshalJSON(data []byte) error {
	return d.UnmarshalText([]byte(strings.Trim(string(data), `"`)))
}
