package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// elements are the elements of a page with a name, in order.
func elements(t *testing.T, page []byte, names ...string) []*html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []*html.Node
	for n := range root.Descendants() {
		for _, name := range names {
			if n.Type == html.ElementNode && n.Data == name {
				found = append(found, n)
			}
		}
	}
	return found
}

func content(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// The policy in the page lets run exactly its one style and its one script, and nothing else.
func TestPagePolicyNamesItsStyleAndScript(t *testing.T) {
	t.Parallel()
	page := render(t, "html", compared(t), Options{})
	policy := ""
	for _, m := range elements(t, page, "meta") {
		if attr(m, "http-equiv") == "Content-Security-Policy" {
			policy = attr(m, "content")
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
	for _, name := range []string{"style", "script"} {
		found := elements(t, page, name)
		if len(found) != 1 {
			t.Fatalf("%d of %s", len(found), name)
		}
		sum := sha256.Sum256([]byte(content(found[0])))
		if want := name + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
			t.Errorf("%s is not in %s", want, policy)
		}
	}
	for _, n := range elements(t, page, "link", "img", "iframe", "object", "embed", "base", "video", "audio") {
		t.Errorf("the page loads something with %s", n.Data)
	}
}

func TestPageIsAccessible(t *testing.T) {
	t.Parallel()
	page := render(t, "html", compared(t), Options{})
	if lang := attr(elements(t, page, "html")[0], "lang"); lang != "en" {
		t.Errorf("lang is %q", lang)
	}
	level := 0
	for i, h := range elements(t, page, "h1", "h2", "h3", "h4", "h5", "h6") {
		n := int(h.Data[1] - '0')
		if n > level+1 || i > 0 && n == 1 {
			t.Errorf("heading %q of level %d follows one of level %d", content(h), n, level)
		}
		level = n
	}
	for _, table := range elements(t, page, "table") {
		caption := ""
		for n := range table.Descendants() {
			switch {
			case n.Data == "caption":
				caption = content(n)
			case n.Type == html.ElementNode && n.Data == "th" && attr(n, "scope") == "":
				t.Errorf("a head without scope: %q", content(n))
			}
		}
		if caption == "" {
			t.Error("a table without caption")
		}
	}
	for _, svg := range elements(t, page, "svg") {
		if attr(svg, "role") != "img" || attr(svg, "aria-label")+attr(svg, "aria-labelledby") == "" {
			t.Error("a picture without words")
		}
	}
	ids := map[string]bool{}
	for _, n := range elements(t, page, "section", "h2", "article", "title", "input", "span") {
		if id := attr(n, "id"); id != "" && ids[id] {
			t.Errorf("id %s is used twice", id)
		} else {
			ids[id] = true
		}
	}
	for _, a := range elements(t, page, "a") {
		if to, inside := strings.CutPrefix(attr(a, "href"), "#"); inside && !ids[to] {
			t.Errorf("link to #%s leads nowhere", to)
		}
	}
}

// Text and what it stands on differ enough to be read (WCAG 2.1 AA), in light and in dark.
func TestColoursHaveContrast(t *testing.T) {
	t.Parallel()
	for i, theme := range []string{"light", "dark"} {
		color := func(name string) string {
			m := regexp.MustCompile(`--` + name + `:light-dark\((#\w+),(#\w+)\)`).FindStringSubmatch(pageCSS)
			if m == nil {
				t.Fatalf("no colour %s", name)
			}
			return m[i+1]
		}
		for _, pair := range []string{"fg bg", "fg card", "muted bg", "muted card", "accent bg", "ok okbg", "bad badbg", "unk unkbg", "ok bg", "bad bg", "unk bg", "on crit", "on high", "on med", "on low", "on muted", "fg unkbg"} {
			text, ground, _ := strings.Cut(pair, " ")
			if c := contrast(color(text), color(ground)); c < 4.5 {
				t.Errorf("%s: %s on %s has contrast %.2f", theme, text, ground, c)
			}
		}
		for _, bar := range []string{"crit", "high", "med", "low", "ok", "bad"} {
			if c := contrast(color(bar), color("card")); c < 3 {
				t.Errorf("%s: bar %s has contrast %.2f", theme, bar, c)
			}
		}
	}
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	n, _ := strconv.ParseUint(hex, 16, 32)
	channel := func(shift uint) float64 {
		c := float64(n>>shift&255) / 255
		if c <= 0.03928 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}

// cells of the matrix never say approved without a policy, nor none where the list is not whole.
func TestMatrixNeverClaimsWhatNobodyKnows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		held, approved, declared, complete bool
		want                               string
	}{
		{true, true, true, true, "approved"},
		{true, true, true, false, "approved"},
		{true, false, true, true, "excess"},
		{true, false, true, false, "excess"},
		{true, false, false, true, "held, no policy"},
		{false, false, true, true, "none"},
		{false, true, true, true, "approved, not held"},
		{false, false, true, false, "not known"},
		{false, true, true, false, "not known"},
		{false, false, false, false, "not known"},
	} {
		if got := judge(c.held, c.approved, c.declared, c.complete); got.Word != c.want || got.Symbol == "" {
			t.Errorf("%+v: got %+v", c, got)
		}
	}
	a := compared(t)
	access := &a.Evidence.Salesforce.Access[0]
	access.Complete = true
	words := func() string {
		var all []string
		for _, m := range accessPages(a)[0].Matrices {
			for _, r := range m.Rows {
				for _, c := range r.Cells {
					all = append(all, c.Word)
				}
			}
		}
		return strings.Join(all, ";")
	}
	if got := words(); strings.Contains(got, "not known") || !strings.Contains(got, "excess") || !strings.Contains(got, "approved, not held") {
		t.Errorf("a complete access: %s", got)
	}
	section := a.Coverage["salesforce.access"]
	section.State = evidence.Partial
	a.Coverage["salesforce.access"] = section
	if got := words(); strings.Contains(got, "none") || strings.Contains(got, "not held") {
		t.Errorf("a section that is partial: %s", got)
	}
	a.Policy = nil
	if got := words(); strings.Contains(got, "excess") || strings.Contains(got, "approved") {
		t.Errorf("without a policy: %s", got)
	}
}

// chromium runs a headless browser on a page, or skips the test where there is none.
func chromium(t *testing.T, page []byte, fragment string, args ...string) string {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: the page is not driven")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "report.html")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), browser, append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--user-data-dir=" + filepath.Join(dir, "profile")}, append(args, "file://"+file+fragment)...)...)
	cmd.WaitDelay = time.Minute
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("run chromium: %v", err)
	}
	return string(out)
}

func TestBrowserFiltersFindings(t *testing.T) {
	t.Parallel()
	whole := render(t, "html", compared(t), Options{})
	for name, want := range map[string]struct {
		fragment string
		unticked string
		said     string
		hidden   int // by the words; the boxes hide by the style
	}{
		"everything":       {"", "", "5 findings", 0},
		"words":            {"#find=crm%20sync", "", "1 of 5 findings", 4},
		"other words":      {"#find=nothing-like-this", "", "0 of 5 findings", 5},
		"a box":            {"", "critical", "3 of 5 findings", 0},
		"a box and words":  {"#find=acme", "critical", "1 of 5 findings", 2},
		"a box over words": {"#find=view%20all%20data", "critical", "0 of 5 findings", 4},
	} {
		page := bytes.Replace(whole, []byte(`id="show-`+want.unticked+`" checked`), []byte(`id="show-`+want.unticked+`"`), 1)
		dom := []byte(chromium(t, page, want.fragment, "--dump-dom"))
		hiddenRows := 0
		for _, row := range elements(t, dom, "tr") {
			for _, a := range row.Attr {
				if a.Key == "hidden" {
					hiddenRows++
				}
			}
		}
		said := ""
		for _, n := range elements(t, dom, "span") {
			if attr(n, "id") == "found" {
				said = content(n)
			}
		}
		if said != want.said || hiddenRows != want.hidden {
			t.Errorf("%s: %q with %d hidden rows, want %q with %d", name, said, hiddenRows, want.said, want.hidden)
		}
	}
}

// What is printed is whole, whatever is filtered on the screen.
func TestBrowserPrintsEveryFinding(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed: the print view is not read")
	}
	file := filepath.Join(t.TempDir(), "report.pdf")
	page := bytes.Replace(render(t, "html", compared(t), Options{}), []byte(`id="show-critical" checked`), []byte(`id="show-critical"`), 1)
	chromium(t, page, "#find=nothing-like-this", "--no-pdf-header-footer", "--print-to-pdf="+file)
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Leastwise report", "holds View All Data", "120 days ago", "Replaced in Q3", "How to reproduce"} {
		if !strings.Contains(strings.Join(strings.Fields(string(text)), " "), want) {
			t.Errorf("%q is not printed", want)
		}
	}
	if strings.Contains(string(text), "as the system") {
		t.Error("the choice of a theme is printed")
	}
}

// Wide tables scroll by themselves: the page is as wide as the window, however narrow.
func TestBrowserScrollsNoPageSideways(t *testing.T) {
	t.Parallel()
	page := render(t, "html", compared(t), Options{})
	page = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`).ReplaceAll(page, nil) // for a script that measures
	page = bytes.Replace(page, []byte("</body>"), []byte(`<script>document.title = [document.documentElement.scrollWidth, document.documentElement.clientWidth].join(" in ")</script></body>`), 1)
	for _, width := range []string{"500", "1200"} {
		dom := []byte(chromium(t, page, "", "--window-size="+width+",900", "--dump-dom"))
		said := content(elements(t, dom, "title")[0])
		wide, window, ok := strings.Cut(said, " in ")
		if !ok || wide != window {
			t.Errorf("%s pixels: the page is %q wide", width, said)
		}
	}
}
