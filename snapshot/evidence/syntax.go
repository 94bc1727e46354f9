package evidence

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkText returns data as text without a byte order mark, or says on which line it is not
// text: yaml.v3 gives no line for either mistake.
func checkText(file string, data []byte) (string, error) {
	if len(data) > MaxYAMLBytes {
		return "", &Error{File: file, Msg: fmt.Sprintf("is larger than %d MB, the limit for a hand-kept file", MaxYAMLBytes>>20)}
	}
	text := strings.TrimPrefix(string(data), "\uFEFF")
	line := 1
	for i, r := range text {
		switch {
		case r == '\n':
			line++
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			return "", &Error{File: file, Line: line, Msg: "is not UTF-8: save the file as UTF-8"}
		case unicode.IsControl(r) && r != '\t' && r != '\r' && r != '\u0085':
			return "", &Error{File: file, Line: line, Msg: fmt.Sprintf("holds the control character %U: remove it", r)}
		}
	}
	return text, nil
}

var (
	yamlLine = regexp.MustCompile(`^line (\d+): `)
	// parserErrors are the messages whose line yaml.v3 counts from zero; those of its scanner
	// it counts from one.
	parserErrors = regexp.MustCompile(`^did not find expected (<document start>|'-' indicator|key$|node content|',' or '[]}]')`)
	yamlAnchor   = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)
)

// syntaxError is an error of yaml.v3 in our words. It never repeats a value of the file: a
// secret that starts with "*" would be reported by name as an unknown anchor.
func syntaxError(file, text string, err error) error {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlAnchor.FindStringSubmatch(msg); m != nil {
		line := strings.Count(text[:max(0, strings.Index(text, "*"+m[1]))], "\n") + 1
		return &Error{File: file, Line: line, Msg: `YAML aliases are not accepted: put a value that starts with "*" in quotes`}
	}
	line := 1
	if m := yamlLine.FindStringSubmatch(msg); m != nil {
		line, _ = strconv.Atoi(m[1])
		msg = strings.TrimPrefix(msg, m[0])
		if parserErrors.MatchString(msg) {
			line++
		}
	}
	return &Error{File: file, Line: line, Msg: "not valid YAML: " + msg}
}
