package evidence

import (
	"fmt"
	"strings"
	"unicode"
)

// Letters drops everything but letters and digits from the title of a column, and capitals:
// "Login Time" is logintime, "E-Mail" is email.
func Letters(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}

// Count is how many of something there are: "1 rule", "2 rules".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// List joins reasons or names and says how many it leaves out.
func List(items []string) string {
	const most = 10
	if len(items) > most {
		return strings.Join(items[:most], "; ") + fmt.Sprintf("; and %d more", len(items)-most)
	}
	return strings.Join(items, "; ")
}
