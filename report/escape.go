package report

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is how many characters of one untrusted string a report shows.
const maxText = 1000

// visible prints what a reader would not see, or would see in the wrong order, as its code
// point: <U+202E>. It cuts what no name needs and says how much. Every escaper starts here.
func visible(s string) string {
	if n := utf8.RuneCountInString(s); n > maxText {
		s = fmt.Sprintf("%s… (%d more characters)", string([]rune(s)[:maxText]), n-maxText)
	}
	if strings.IndexFunc(s, hidden) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		_, width := utf8.DecodeRuneInString(s[i:])
		if hidden(r) || r == utf8.RuneError && width == 1 {
			fmt.Fprintf(&b, "<U+%04X>", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hidden is true for control, bidirectional, zero-width and other characters without a shape.
func hidden(r rune) bool {
	if r < unicode.MaxASCII { // nearly all text, and of the tables only the first has any of it
		return r < ' '
	}
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp,
		unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}

// forTerminal is the escaper of the text report. The older form of a workflow command,
// ##[name], works anywhere in a line of a job log, so its bracket is spelled out; the newer
// one, ::name::, only at the start, which no untrusted text ever is (see writeText).
func forTerminal(s string) string {
	return strings.ReplaceAll(visible(s), "##[", "##<U+005B>")
}

// forSARIF is the escaper of SARIF texts. Brackets, braces and backslashes are embedded links
// and placeholders there, and GitHub renders some Markdown and HTML in messages, so they are
// replaced by characters that mean nothing.
func forSARIF(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '[', '{':
			return '('
		case ']', '}':
			return ')'
		case '\\':
			return '/'
		case '`':
			return '\''
		case '<':
			return '‹'
		case '>':
			return '›'
		}
		return r
	}, visible(s))
}

// code is the escaper of Markdown: a code span whose fence is longer than any run of backticks
// in the text, so that nothing inside is a mention, a reference, a link or HTML. Only a table
// cell wants its pipes escaped; elsewhere the backslash would show.
func code(s string, inTable bool) string {
	s = visible(s)
	if s == "" {
		return ""
	}
	longest, run := 0, 0
	for _, r := range s {
		run++
		if r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	if inTable {
		s = strings.ReplaceAll(s, "|", `\|`)
	}
	fence := strings.Repeat("`", longest+1)
	if edge := s[:1] + s[len(s)-1:]; strings.ContainsAny(edge, "` ") && strings.Trim(s, " ") != "" {
		s = " " + s + " "
	}
	return fence + s + fence
}

// span is code outside a table, cell inside one.
func span(s string) string { return code(s, false) }
func cell(s string) string { return code(s, true) }

// prose renders the words of a rule, which come from METADATA: `code` in backticks stays code,
// other Markdown is literal, and a word that GitHub would link (a mention, #1, a URL) is code.
func prose(s string, inTable bool) string {
	parts := strings.Split(s, "`")
	var b strings.Builder
	fenced := false // what was written last is a backtick
	for i, part := range parts {
		switch {
		case i%2 == 1 && i < len(parts)-1:
			part = code(part, inTable)
		case i%2 == 1:
			part = proseWords("`"+part, inTable) // a backtick without its partner
		default:
			part = proseWords(part, inTable)
		}
		if fenced && strings.HasPrefix(part, "`") {
			b.WriteByte(' ') // the fences of two code spans would be one that closes neither
		}
		b.WriteString(part)
		fenced = strings.HasSuffix(part, "`") || fenced && part == ""
	}
	return b.String()
}

// selfLinking is what GitHub links, mentions or sets as mathematics wherever it stands outside
// code: @name, #1, GH-1, a URL, a commit, $x$. A backslash does not stop it.
var selfLinking = regexp.MustCompile(`[@#$]|://|www\.|GH-|[0-9a-f]{7,}`)

func proseWords(s string, inTable bool) string {
	words := strings.Fields(s)
	for i, word := range words {
		if selfLinking.MatchString(word) {
			words[i] = code(word, inTable)
			continue
		}
		words[i] = escapePunctuation(visible(word))
	}
	joined := strings.Join(words, " ")
	if strings.TrimLeft(s, " \n") != s {
		joined = " " + joined
	}
	if len(words) > 0 && strings.TrimRight(s, " \n") != s {
		joined += " "
	}
	return joined
}

// escapePunctuation makes Markdown's own characters literal. What only means something at
// the start of a line is left: prose always follows a label or stands in a cell.
func escapePunctuation(s string) string {
	if !strings.ContainsAny(s, "\\`*_[]<>|~&!$") {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]<>|~&!$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// forCSV is the escaper of CSV: a quoted field whose text no spreadsheet takes for a formula.
// The apostrophe in front is what spreadsheets themselves write before text.
func forCSV(s string) string {
	s = visible(s)
	if t := strings.TrimLeftFunc(s, unicode.IsSpace); t != "" && strings.ContainsAny(t[:1], "=+-@|%") || formulaWide.MatchString(s) {
		s = "'" + s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// formulaWide finds full-width signs, which some spreadsheets take for the plain ones.
var formulaWide = regexp.MustCompile(`^\s*[＝＋－＠]`)

// forXML is the escaper of XML text and attributes, before encoding/xml quotes what is left: XML
// has no way to hold a control character, and a reader could not see the others.
func forXML(s string) string { return visible(s) }

// forEvent is the escaper of OCSF events, before encoding/json: log viewers show them in terminals.
func forEvent(s string) string { return visible(s) }

// forMermaid is the escaper of Mermaid, inside a quoted label: letters, digits and a few signs
// that mean nothing there stay, all else is Mermaid's own code of a character, #NN;, so that no
// name can end the label, start a directive or be taken for HTML or Markdown.
func forMermaid(s string) string {
	var b strings.Builder
	for _, r := range visible(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" _.-@", r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}

// forDOT is the escaper of Graphviz, inside a quoted label, where the quote ends it and a
// backslash starts an escape. An ampersand would start an HTML entity there.
func forDOT(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;").Replace(visible(s))
}
