package report

import (
	"reflect"
	"strings"
	"testing"

	"github.com/leastwise/leastwise/rego"
)

// hostile are names that try to act in a report.
func hostile() []string {
	return []string{
		"@octocat", "@acme/security", "ping @octocat now", "#12", "GH-12", "acme/repo#12", "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
		"https://evil.example/x", "http://evil.example", "www.evil.example", "javascript:alert(1)", "[click](https://evil.example)",
		"![x](https://evil.example/x.png)", "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "</details><h1>gone</h1>", "<!-- hidden",
		"--> shown", "a|b", "a\\|b", "|", "||||", "a\\", "\\", "`", "``", "```", "````", "a`b", "`a`", "`a`@b", "`a`#1`", "``$`#*x*", " `", "` ", "` | `", "```\n# heading\n```",
		"line\nbreak", "line\r\nbreak", "\n\n# heading", "\n| a | b |\n| --- | --- |", "> [!CAUTION]", "# heading", "- item", "1. item", "- [ ] task",
		"\ufffe", "\U0001ffff", "\u202Eevil\u202C", "\u2066x\u2069", "zero\u200Bwidth", "\uFEFFbom", "\u2028line", "nul\x00", "\x1b[31mred\x1b[0m", "\x1b]8;;https://evil.example\x07x\x1b]8;;\x07",
		"\x9b31m", "bell\a", "bad\xff\xfeutf8", "%%{init: {'theme':'x'}}%%", "\" : 99", "{0}", "{{0}}", "[x](1)", "]( 1)", "::error::x", "  ::add-mask::x",
		"##[error]x", "a ##[group]b", "::stop-commands::t", "&#64;octocat", "&lt;b&gt;", "\\@octocat", "$x^2$", "~~gone~~", "**bold**", "__bold__", "[^1]", "\t", " ", "  ",
		"=cmd()", "${{ secrets.X }}", "\U000E0041tag", "\u3164", strings.Repeat("x", 5000), "a\u00a0b", "<U+202E>", "http&colon;//evil.example",
	}
}

// hostileAssessment is the sample with a name in every place where an untrusted one can stand:
// every string but the words of rules, which come from METADATA, and the enumerations.
func hostileAssessment(t testing.TB, name string) *rego.Assessment {
	a := compared(t)
	poison(reflect.ValueOf(a).Elem(), name)
	a.Targets = []string{name, "clay/" + name} // no two targets are alike
	return a
}

func poison(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), name)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			switch v.Type().Field(i).Name {
			case "Rule":
				if v.Field(i).Kind() == reflect.Struct {
					continue
				}
			case "Severity", "Status": // words that are checked when an assessment is read
				continue
			case "Outcome", "Fingerprint", "State":
				if _, isText := v.Field(i).Interface().(string); !isText || v.Type().Field(i).Name == "Fingerprint" {
					continue
				}
			}
			poison(v.Field(i), name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), name)
		}
	case reflect.Map:
		if kind := v.Type().Key().Name(); kind == "Severity" || kind == "Outcome" {
			return
		}
		for _, k := range v.MapKeys() {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.MapIndex(k))
			poison(e, name)
			v.SetMapIndex(k, reflect.Value{})
			v.SetMapIndex(reflect.ValueOf(k.String()+name).Convert(v.Type().Key()), e)
		}
	case reflect.String:
		v.SetString(name)
	case reflect.Interface, reflect.Int, reflect.Int64, reflect.Bool, reflect.Float64:
	default:
		panic("a kind nobody expected: " + v.Kind().String())
	}
}
