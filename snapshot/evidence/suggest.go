package evidence

import (
	"fmt"
	"slices"
	"strings"
)

// Suggest returns ` (did you mean "x"?)` for the nearest of the names, or what the names
// are when none is near, ready to stand behind an "unknown ..." message.
func Suggest(word string, names []string) string {
	if best := Nearest(word, names); best != "" {
		return fmt.Sprintf(" (did you mean %s?)", Quote(best))
	}
	if len(names) == 0 || len(names) > 30 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(names))
	for i, name := range sorted {
		sorted[i] = Short(name)
	}
	return " (known: " + strings.Join(sorted, ", ") + ")"
}

// Nearest is the name that a word was hardly meant to differ from, "" where none is near. Of two
// names that are equally near it is the first in the alphabet.
func Nearest(word string, names []string) string {
	best, distance := "", len(word)/3+1 // a third of the letters wrong is another word
	if len(word) > maxWord {
		distance = 0 // not a word that somebody mistyped
	}
	for _, name := range slices.Sorted(slices.Values(names)) {
		if abs(len(name)-len(word)) >= distance {
			continue
		}
		if d := editDistance(strings.ToLower(word), strings.ToLower(name)); d < distance {
			best, distance = name, d
		}
	}
	return best
}

func abs(i int) int { return max(i, -i) }

// editDistance counts the letters to insert, delete, replace or swap with their neighbour.
func editDistance(a, b string) int {
	var before []int // the row above the row above
	above := make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := above[j-1]
			if a[i-1] != b[j-1] {
				cost++
			}
			row[j] = min(cost, above[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above = above, row
	}
	return above[len(b)]
}
