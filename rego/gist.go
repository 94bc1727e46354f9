package rego

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cut is what series of lib/text puts behind "and 7 more": the seven, each behind a mark. A name
// that holds such marks moves into the list itself, and is not lost.
var cut = regexp.MustCompile(`\x1d([^\x1d\x1e]*)\x1e`)

// uncut parts a message of a rule from what it counts and does not name, each made one line.
func uncut(message string) (text string, more []string) {
	for _, list := range cut.FindAllStringSubmatch(message, -1) {
		for item := range strings.SplitSeq(list[1], "\x1f") {
			more = append(more, oneLine(item))
		}
	}
	text = oneLine(cut.ReplaceAllString(message, ""))
	if len(text) > 1 {
		text = strings.TrimSuffix(text, ".") // who shows a message as a sentence ends it
	}
	return text, more
}

// Numbers and dates as messages have them; no address has this form.
var (
	number = regexp.MustCompile(`^\d+(,\d{3})*(\.\d+)?$`)
	date   = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(T[\d:]+Z)?$`)
)

// gist is what a finding says, not how much: its message, and all that the message only counts,
// without the numbers that measure.
func gist(f *Finding) string {
	all := []string{withoutMeasures(f.Message)}
	for _, item := range f.More {
		all = append(all, withoutMeasures(item))
	}
	return strings.Join(all, "\x1f")
}

// withoutMeasures puts # for the dates of a text, and for its numbers of something: "41 days",
// "20 % of all". A number behind a capital, or at the end of a phrase, may be part of a name
// ("Level 2"), and a limit, which does not move by itself.
func withoutMeasures(text string) string {
	words := strings.Fields(text)
	named := false
	for i, word := range words {
		bare := strings.Trim(word, ",;:()")
		first, _ := utf8.DecodeRuneInString(word)
		switch {
		case date.MatchString(bare), number.MatchString(bare) && !named && i+1 < len(words) && !strings.HasSuffix(word, ",") && counted(words[i+1]):
			words[i] = strings.Replace(word, bare, "#", 1)
		default:
			named = unicode.IsUpper(first)
		}
	}
	return strings.Join(words, " ")
}

// counted is true of a word that a number before it counts.
func counted(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return word == "%" || unicode.IsLetter(first) && word != "and" && word != "or" && word != "more"
}
