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

// measure is a number as messages have them, or a date: no address has this form.
var measure = regexp.MustCompile(`^(\d+(,\d{3})*(\.\d+)?|\d{4}-\d{2}-\d{2}(T[\d:]+Z)?)$`)

// gist is what a finding says, not how much: its message without the numbers that measure, and
// all that the message only counts. A number behind a capital belongs to a name ("Level 2").
func gist(f *Finding) string {
	words := strings.Fields(f.Message)
	named := false
	for i, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		if bare := strings.Trim(word, ",;:()…"); !named && measure.MatchString(bare) {
			words[i] = strings.Replace(word, bare, "#", 1)
			continue
		}
		named = unicode.IsUpper(first)
	}
	return strings.Join(append(words, f.More...), "\x1f")
}
