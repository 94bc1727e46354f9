package clay

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// The ways a usage export writes an amount: plain, with a comma or with a space between
// thousands. A comma before fewer or more than three digits could be a decimal mark.
var (
	plainNumber = regexp.MustCompile(`^\d{1,15}(\.\d+)?$`)
	commaNumber = regexp.MustCompile(`^\d{1,3}(,\d{3}){1,4}(\.\d+)?$`)
	spaceNumber = regexp.MustCompile(`^\d{1,3}([ '\x{00a0}\x{2009}\x{202f}’]\d{3}){1,4}(\.\d+)?$`)
)

// number reads an amount that is never negative. What could be read in two ways is refused.
func number(s string) (float64, error) {
	switch {
	case s == "":
		return 0, fmt.Errorf("is empty: an amount is missing")
	case strings.HasPrefix(s, "-"):
		return 0, fmt.Errorf("is %s: an amount is never negative", evidence.Quote(s))
	case plainNumber.MatchString(s):
	case commaNumber.MatchString(s), spaceNumber.MatchString(s):
		s = strings.Map(func(r rune) rune {
			if r == '.' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, s)
	default:
		return 0, fmt.Errorf("is %s, which is not an amount: write 1234.5, 1,234.5 or 1 234.5", evidence.Quote(s))
	}
	return strconv.ParseFloat(s, 64)
}
