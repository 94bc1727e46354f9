package report

import (
	"strings"
	"testing"
)

func TestHostileNamesDoNotReachTheTerminal(t *testing.T) {
	t.Parallel()
	lines := strings.Count(string(render(t, "text", hostileAssessment(t, "harmless"), Options{})), "\n")
	for _, name := range hostile() {
		got := string(render(t, "text", hostileAssessment(t, name), Options{}))
		if n := strings.Count(got, "\n"); n != lines {
			t.Errorf("%q: %d lines, want %d", name, n, lines)
		}
		for line := range strings.SplitSeq(got, "\n") {
			if strings.IndexFunc(line, hidden) >= 0 {
				t.Errorf("%q: a hidden character is in %q", name, line)
			}
			if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
				t.Errorf("%q: a job log would obey %q", name, line)
			}
		}
	}
}

func TestColourOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	plain := string(render(t, "text", sample(), Options{}))
	coloured := string(render(t, "text", sample(), Options{Color: true}))
	if strings.Contains(plain, "\x1b") {
		t.Error("colour without a terminal")
	}
	stripped := coloured
	for _, code := range []string{"0", "1", "1;31", "31", "33", "34", "35"} {
		stripped = strings.ReplaceAll(stripped, "\x1b["+code+"m", "")
	}
	if coloured == plain || stripped != plain {
		t.Error("colour changes more than colour")
	}
}

func TestVisible(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain ü 名": "plain ü 名", "\u202Ex": "<U+202E>x", "a\nb": "a<U+000A>b", "\x1b[0m": "<U+001B>[0m", "\xff": "<U+FFFD>", "\uFFFD": "\uFFFD",
		strings.Repeat("é", 1001): strings.Repeat("é", 1000) + "… (1 more characters)",
	} {
		if got := visible(in); got != want {
			t.Errorf("visible(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTextPlacesOpenFromTheWorkingDirectory(t *testing.T) {
	t.Parallel()
	got := string(render(t, "text", sample(), Options{Dir: "infra/compliance"}))
	if !strings.Contains(got, "\ninfra/compliance/clay.yaml:") {
		t.Errorf("no place starts with the directory of leastwise.yaml:\n%s", got)
	}
}
