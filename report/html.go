package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// Rules the page keeps: html/template escapes by place, untrusted text reaches it through shown
// alone, no attribute but a label or a colspan holds any, and the policy in its head lets run the
// one style and the one script that are ours. No colour is the only sign of anything.
var (
	//go:embed page/page.html
	pageHTML string
	//go:embed page/page.css
	pageCSS string
	//go:embed page/page.js
	pageJS string
)

// shown is untrusted text as a reader may see it; html/template escapes it where it stands.
type shown string

// show is the escaper of HTML, before html/template's own.
func show(s string) shown { return shown(visible(s)) }

func showOrDash(s string) shown { return shown(orDash(visible(s))) }

// page is all that page.html shows.
type page struct {
	CSP      string
	CSS      template.CSS
	JS       template.JS
	Targets  []shown
	TakenAt  shown
	Tool     shown
	Sentence string
	Warning  string
	Silence  string
	NoRules  bool
	Cards    []pageNumber
	Chart    pageChart
	Families []pageCounts
	Outcomes []pageNumber
	Scope    []pagePair
	Undated  shown
	Seen     []pageSection
	Merged   []pageMerged
	Unseen   []pageSection
	Unjudged []pageUnjudged
	Filters  []string
	Groups   []pageGroup

	Lifecycle  *pageLifecycle
	Access     []pageAccess
	Clay       *pageClay
	Controls   string
	Frameworks []pageFramework
	Waivers    []pageWaiver
	Rules      []pageRule
	Commands   []string
	Reproduce  string

	UndatedWords string // what stands before Undated
}

type pageNumber struct {
	Label, Class string
	Value        int
}

type pageCounts struct {
	Name   shown
	Counts []int
}

type pagePair struct {
	Label string
	Value shown
}

type pageSection struct {
	Section, State, Reason, Source, At, By shown
}

type pageMerged struct{ Targets, At, Snapshot, Policy shown }

type pageUnjudged struct {
	How    string
	Reason shown
	Count  int
	Rules  shown
}

// writeHTML writes one page that needs nothing else: no file, no network, no script to read it.
func writeHTML(w io.Writer, a *rego.Assessment, _ Options) error {
	t, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return err
	}
	var b bytes.Buffer // whole or not at all
	if err := t.Execute(&b, newPage(a)); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

func newPage(a *rego.Assessment) *page {
	t := count(a)
	p := &page{
		CSP: fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'",
			sourceHash(pageCSS), sourceHash(pageJS)),
		CSS: template.CSS(pageCSS), JS: template.JS(pageJS), //nolint:gosec // ours, embedded
		TakenAt: showOrDash(string(a.TakenAt)), Tool: show(a.Tool.Name + " " + a.Tool.Version),
		Sentence: t.sentence(), Warning: t.warning(), Silence: silence, NoRules: len(a.Verdicts) == 0,
	}
	for _, target := range a.Targets {
		p.Targets = append(p.Targets, show(target))
	}
	p.summary(a, t)
	p.scope(a)
	p.findings(a)
	p.Lifecycle = lifecyclePage(a)
	p.Access = accessPages(a)
	p.Clay = clayPage(a)
	p.Controls = controlsMean
	p.controls(a)
	p.verdicts(a)
	p.Commands, p.Reproduce = reproduction(a, "html -o report.html")
	return p
}

func sourceHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func (p *page) summary(a *rego.Assessment, t tally) {
	for _, s := range rego.Severities {
		p.Cards = append(p.Cards, pageNumber{"open " + string(s), string(s), t.severity[s]})
	}
	p.Cards = append(p.Cards, pageNumber{"waived", "", t.waived}, pageNumber{"rules passed", "ok", t.outcome[rego.Passed]},
		pageNumber{"rules not evaluated", "unknown", t.unjudged})
	if t.inPart > 0 {
		p.Cards = append(p.Cards, pageNumber{"rules judged in part", "unknown", t.inPart})
	}
	if a.Lifecycle != nil {
		n := lifeCounts(a)
		p.Cards = append(p.Cards, pageNumber{"new since last time", "", n.fresh + n.changed}, pageNumber{"gone since last time", "ok", n.gone})
	}
	for _, o := range outcomes() {
		p.Outcomes = append(p.Outcomes, pageNumber{Label: outcomeName(o), Value: t.outcome[o]})
	}
	sum := make([]int, len(rego.Severities)+1)
	for _, f := range families(a) {
		n := f.counts()
		for i := range n {
			sum[i] += n[i]
		}
		p.Families = append(p.Families, pageCounts{show(humanize(f.id)), n})
	}
	p.Families = append(p.Families, pageCounts{"All", sum})
	p.Chart = severityChart(t)
}

func (p *page) scope(a *rego.Assessment) {
	p.Scope = []pagePair{
		{"State as of", showOrDash(string(a.TakenAt))}, {"Period observed", showOrDash(period(a))}, {"Tool", show(a.Tool.Name + " " + a.Tool.Version)},
		{"Snapshot digest", showOrDash(digestOf(a, a.Digests.Snapshot))}, {"Policy digest", showOrDash(digestOf(a, a.Digests.Policy))}, {"Rules digest", showOrDash(a.Digests.Rules)},
	}
	p.UndatedWords, p.Undated = undatedWords, show(strings.Join(undated(a), ", "))
	for _, section := range slices.Sorted(maps.Keys(a.Coverage)) {
		c := a.Coverage[section]
		s := pageSection{show(section), show(string(c.State)), showOrDash(c.Why()), showOrDash(c.Source), showOrDash(string(c.ObservedAt)), showOrDash(c.ObservedBy)}
		if c.State == evidence.Complete {
			p.Seen = append(p.Seen, s)
		} else {
			p.Unseen = append(p.Unseen, s)
		}
	}
	for _, s := range a.Merged {
		p.Merged = append(p.Merged, pageMerged{showOrDash(strings.Join(s.Targets, ", ")), showOrDash(string(s.TakenAt)), showOrDash(s.Digests.Snapshot), showOrDash(s.Digests.Policy)})
	}
	for _, g := range a.Unjudged() {
		p.Unjudged = append(p.Unjudged, pageUnjudged{unjudgedName(g.Outcome), showOrDash(g.Reason), len(g.Rules), show(strings.Join(g.Rules, ", "))})
	}
}

// pageChart is a bar chart whose numbers stand beside the bars.
type pageChart struct {
	Title  string
	Height int
	Bars   []pageBar
}

type pageBar struct {
	Label, Class    string
	Y, TextY, Value int
	Width           string
}

func severityChart(t tally) pageChart {
	c := pageChart{Title: "Open findings by severity:"}
	most := 1
	for _, s := range rego.Severities {
		most = max(most, t.severity[s])
	}
	for i, s := range rego.Severities {
		n := t.severity[s]
		c.Bars = append(c.Bars, pageBar{string(s), string(s), 30*i + 4, 30*i + 20, n, pixels(float64(n) / float64(most) * 320)})
		c.Title += fmt.Sprintf(" %d %s", n, s)
	}
	c.Height = 30*len(c.Bars) + 4
	return c
}

// pixels is a length in an SVG, always in the same digits.
func pixels(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
