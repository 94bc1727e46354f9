package fakeorg

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// soqlError is a refusal of a query, in the words of Salesforce.
type soqlError struct{ code, message string }

func (e *soqlError) Error() string { return e.code + ": " + e.message }

// refuse points at a place of the query as Salesforce does.
func refuse(code, text string, at int, format string, args ...any) error {
	from, to := max(0, at-40), min(len(text), at+40)
	return &soqlError{code, fmt.Sprintf("\n%s\n%s^\nERROR at Row:1:Column:%d\n%s",
		strings.ToValidUTF8(text[from:to], ""), strings.Repeat(" ", at-from), at+1, fmt.Sprintf(format, args...))}
}

type token struct {
	kind string // word, string, number, time, punct, end
	text string
	at   int
}

var tokens = regexp.MustCompile(`(?i)^(?:` +
	`(\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2}))?)|` +
	`(-?\d+(?:\.\d+)?)|` +
	`([A-Z_][A-Z0-9_.]*(?::\d+)?)|` +
	`('(?:[^'\\]|\\.)*')|` +
	`(<=|>=|!=|<>|[=<>(),]))`)

func lex(text string) ([]token, error) {
	if !utf8.ValidString(text) {
		return nil, refuse("MALFORMED_QUERY", text, 0, "line 1:0 the query is not UTF-8")
	}
	var list []token
	for at := 0; at < len(text); {
		if strings.ContainsRune(" \t\r\n", rune(text[at])) {
			at++
			continue
		}
		m := tokens.FindStringSubmatch(text[at:])
		if m == nil {
			return nil, refuse("MALFORMED_QUERY", text, at, "line 1:%d no viable alternative at character '%c'", at, text[at])
		}
		for i, kind := range []string{"time", "number", "word", "string", "punct"} {
			if m[i+1] != "" {
				list = append(list, token{kind, m[0], at})
			}
		}
		at += len(m[0])
	}
	return append(list, token{"end", "<EOF>", len(text)}), nil
}
