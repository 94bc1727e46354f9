package report

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extensionast "github.com/yuin/goldmark/extension/ast"
	markdowntext "github.com/yuin/goldmark/text"
)

// shape is what a reader's renderer makes of a report: the kinds of its nodes, the cells of
// each table row, the text outside code spans, and the code spans.
type shape struct {
	kinds   map[string]int
	cells   []int
	outside string
	spans   map[string]bool
}

func parseMarkdown(t *testing.T, source []byte) shape {
	t.Helper()
	s := shape{kinds: map[string]int{}, spans: map[string]bool{}}
	var outside strings.Builder
	root := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)).Parser().Parse(markdowntext.NewReader(source))
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		s.kinds[n.Kind().String()]++
		switch n := n.(type) {
		case *ast.CodeSpan:
			var text strings.Builder
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				text.Write(c.(*ast.Text).Segment.Value(source))
			}
			s.spans[text.String()] = true
			outside.WriteString(" ")
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			outside.Write(n.Segment.Value(source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				outside.WriteString("\n")
			}
		case *ast.Heading, *ast.Paragraph, *extensionast.TableCell:
			outside.WriteString("\n")
		case *extensionast.TableRow:
			s.cells = append(s.cells, n.ChildCount())
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.outside = outside.String()
	return s
}

// linked is what GitHub turns into a link or a mention after Markdown, so no renderer shows it.
var linked = regexp.MustCompile(`@|#\d|GH-\d|://|www\.|[0-9a-f]{40}|\$\$?[^$]`)

func TestMarkdownOfTheSampleRendersWhole(t *testing.T) {
	t.Parallel()
	got := parseMarkdown(t, render(t, "markdown", sample(), Options{}))
	if m := linked.FindString(got.outside); m != "" {
		t.Errorf("%q stands outside code", m)
	}
	for _, marker := range []string{"|", "**", "`", "[!", "---"} {
		if i := strings.Index(strings.ReplaceAll(got.outside, "[!WARNING]", ""), marker); i >= 0 {
			t.Errorf("raw marker %q shows", marker)
		}
	}
}

// A hostile name leaves the report in the shape that a harmless one gives it.
func TestHostileNamesStayInsideCodeSpans(t *testing.T) {
	t.Parallel()
	if n := len(hostile()); n < 45 {
		t.Fatalf("only %d hostile names", n)
	}
	plain := parseMarkdown(t, render(t, "markdown", hostileAssessment(t, "harmless"), Options{}))
	for _, name := range hostile() {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			source := render(t, "markdown", hostileAssessment(t, name), Options{})
			got := parseMarkdown(t, source)
			for _, kind := range []string{"Link", "AutoLink", "Image", "RawHTML", "HTMLBlock", "CodeBlock", "FencedCodeBlock", "Heading", "Blockquote",
				"List", "ListItem", "TaskCheckBox", "ThematicBreak", "Table", "TableRow", "TableCell", "Strikethrough", "FootnoteLink", "CodeSpan"} {
				if got.kinds[kind] != plain.kinds[kind] {
					t.Errorf("%q: %d nodes of %s, want %d", name, got.kinds[kind], kind, plain.kinds[kind])
				}
			}
			for i, n := range got.cells {
				if n != plain.cells[i] {
					t.Fatalf("%q: row %d has %d cells, want %d", name, i, n, plain.cells[i])
				}
			}
			if m := linked.FindString(got.outside); m != "" {
				t.Errorf("%q: %q stands outside code", name, m)
			}
			if strings.IndexFunc(strings.ReplaceAll(string(source), "\n", ""), hidden) >= 0 {
				t.Errorf("%q: a hidden character is in the report", name)
			}
			if shown := visible(name); len(name) < maxText && strings.TrimSpace(shown) != "" && !spanned(got, shown) {
				t.Errorf("%q: is not shown as it is", name)
			}
		})
	}
}

func spanned(s shape, want string) bool {
	for text := range s.spans {
		if strings.TrimSpace(text) == strings.TrimSpace(want) || strings.TrimSpace(text) == strings.TrimSpace(strings.ReplaceAll(want, "|", `\|`)) {
			return true
		}
	}
	return false
}

// Titles and descriptions come from METADATA, a user's own among them: they may hold
// anything, and still no Markdown of theirs acts.
func TestWordsOfRulesDoNotAct(t *testing.T) {
	t.Parallel()
	plain := parseMarkdown(t, render(t, "markdown", sample(), Options{}))
	for _, words := range hostile() {
		a := sample()
		r := &a.Verdicts[2].Rule
		r.Title, r.Description, r.Remediation = "Title "+words, "Why "+words+" so", words
		got := parseMarkdown(t, render(t, "markdown", a, Options{}))
		for _, kind := range []string{"Link", "AutoLink", "Image", "RawHTML", "HTMLBlock", "Heading", "Table", "TableRow", "TableCell", "FencedCodeBlock", "List"} {
			if got.kinds[kind] != plain.kinds[kind] {
				t.Errorf("%q: %d nodes of %s, want %d", words, got.kinds[kind], kind, plain.kinds[kind])
			}
		}
		if m := linked.FindString(got.outside); m != "" {
			t.Errorf("%q: %q stands outside code", words, m)
		}
	}
}

func TestMarkdownStaysUnderItsLimitAndSaysWhatItCut(t *testing.T) {
	t.Parallel()
	a := many(20_000)
	full := render(t, "markdown", a, Options{MaxBytes: 100 << 20})
	if len(full) < 1<<20 {
		t.Fatal("the report is too small to show anything")
	}
	got := string(render(t, "markdown", a, Options{}))
	if len(got) > 1<<20 {
		t.Errorf("%d bytes are more than a job summary takes", len(got))
	}
	if len(got) < 900<<10 {
		t.Errorf("%d bytes: far more was cut than needed", len(got))
	}
	rows := strings.Count(got, "| `clay.api_key` `key-")
	note := regexp.MustCompile(`_(\d+) more rows left out here`).FindAllStringSubmatch(got, -1)
	if len(note) != 1 || note[0][1] != strconv.Itoa(20_000-rows) {
		t.Errorf("%d rows are shown, and the note says %v", rows, note)
	}
	for _, kept := range []string{"## Coverage", "## All rules", "## How to reproduce", "ViewAllData", "20003 open findings"} {
		if !strings.Contains(got, kept) {
			t.Errorf("%q was cut", kept)
		}
	}
}

func TestMarkdownOfAnySizeStaysUnderAnyLimit(t *testing.T) {
	t.Parallel()
	a := many(3000)
	for _, limit := range []int{2_000, 5_000, 20_000, 100_000, 300_000} {
		if n := len(render(t, "markdown", a, Options{MaxBytes: limit})); n > limit {
			t.Errorf("limit %d: %d bytes", limit, n)
		}
	}
	if got := string(render(t, "markdown", a, Options{MaxBytes: 2_000})); !strings.Contains(got, "The rest of this report is left out") {
		t.Error("a cut inside the text is not said")
	}
}

// A control must not pass on a rule that was not evaluated.
func TestControlsNeverPassUnseen(t *testing.T) {
	t.Parallel()
	a := empty()
	a.Verdicts = sample().Verdicts[5:]
	if got := string(render(t, "markdown", a, Options{})); !strings.Contains(got, "| `CC6.2` | passed |") {
		t.Errorf("want CC6.2 passed")
	}
	skipped := sample().Verdicts[1]
	skipped.Rule.Controls = map[string][]string{"soc2": {"CC6.2"}}
	a.Verdicts = append(a.Verdicts, skipped)
	if got := string(render(t, "markdown", a, Options{})); !strings.Contains(got, "| `CC6.2` | not evaluated |") {
		t.Errorf("CC6.2 passes although a rule of it was skipped")
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, outside, inside string }{
		{"a", "`a`", "`a`"}, {"", "", ""}, {"a|b", "`a|b`", "`a\\|b`"}, {"`", "`` ` ``", "`` ` ``"},
		{"a``b", "```a``b```", "```a``b```"}, {" a", "`  a `", "`  a `"}, {" ", "` `", "` `"},
	} {
		if span(c.in) != c.outside || cell(c.in) != c.inside {
			t.Errorf("%q: got %s and %s in a table", c.in, span(c.in), cell(c.in))
		}
	}
}

func TestLongTablesShareTheRoomAlike(t *testing.T) {
	t.Parallel()
	d := &document{}
	for _, n := range []int{5, 4000, 4000} {
		d.table("Row")
		for range n {
			d.row("some words of a row")
		}
	}
	got := strings.Split(string(d.bytes(50_000)), "| Row |")
	if n := len(got[1]); strings.Contains(got[1], "left out") || n > 200 {
		t.Errorf("the short table gave up rows: %d bytes", n)
	}
	if a, b := len(got[2]), len(got[3]); a < 20_000 || b < 20_000 {
		t.Errorf("the long tables hold %d and %d bytes", a, b)
	}
}

// Nobody may read "from anywhere" out of a profile that was not read.
func TestLoginRangesOfAnIncompleteAccessAreNotAbsent(t *testing.T) {
	t.Parallel()
	a := sample()
	access := &a.Evidence.Salesforce.Access[0]
	access.LoginIPs = nil
	if got := string(render(t, "markdown", a, Options{})); !strings.Contains(got, "Login IP ranges: none seen.") {
		t.Error("an incomplete list is taken for an empty one")
	}
	access.Complete = true
	if got := string(render(t, "markdown", a, Options{})); !strings.Contains(got, "logins are taken from anywhere") {
		t.Error("a complete, empty list is not said to be open")
	}
}
