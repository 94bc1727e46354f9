package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

// life counts what became of findings since the assessment before; waived ones count as they are.
type life struct{ fresh, changed, still, gone, unjudged int }

func lifeCounts(a *rego.Assessment) life {
	var n life
	for i := range a.Verdicts {
		for _, f := range a.Verdicts[i].Findings {
			switch f.Status {
			case rego.New:
				n.fresh++
			case rego.Changed:
				n.changed++
			case rego.StillThere:
				n.still++
			}
		}
	}
	if a.Lifecycle != nil {
		n.gone, n.unjudged = len(a.Lifecycle.Gone), len(a.Lifecycle.NotJudged)
	}
	return n
}

// lifeSentence says it in one line, untrusted parts aside.
func lifeSentence(a *rego.Assessment) string {
	n := lifeCounts(a)
	s := fmt.Sprintf("Since the assessment before: %d new, %d changed, %d still there, %d gone", n.fresh, n.changed, n.still, n.gone)
	if n.unjudged > 0 {
		s += fmt.Sprintf(", %d not judged this time, so neither there nor gone", n.unjudged)
	}
	return s + "."
}

// trend is every previous assessment and this one, oldest first.
func trend(a *rego.Assessment) []rego.Past {
	if a.Lifecycle == nil {
		return nil
	}
	return append(append([]rego.Past{}, a.Lifecycle.Previous...), a.Past())
}

// trendCounts are the numbers of one row: the severities, waived, rules not evaluated.
func trendCounts(p rego.Past) []int {
	var n []int
	for _, s := range rego.Severities {
		n = append(n, p.Open[s])
	}
	return append(n, p.Waived, p.Outcomes[rego.Skipped]+p.Outcomes[rego.Errored])
}

// period is the first and last moment anything was observed, how much nobody dated, and what usage
// was counted over.
func period(a *rego.Assessment) string {
	var first, last evidence.Time
	for _, section := range slices.Sorted(maps.Keys(a.Coverage)) {
		t := a.Coverage[section].ObservedAt
		if t.Time().IsZero() {
			continue
		}
		if first == "" || t.Time().Before(first.Time()) {
			first = t
		}
		if last == "" || t.Time().After(last.Time()) {
			last = t
		}
	}
	var parts []string
	if first != "" {
		parts = append(parts, "observed from "+string(first)+" to "+string(last))
	}
	if n := len(undated(a)); n > 0 {
		parts = append(parts, evidence.Count(n, "undated section"))
	}
	if a.Evidence != nil && a.Evidence.Clay != nil && a.Evidence.Clay.Usage != nil {
		u := a.Evidence.Clay.Usage
		parts = append(parts, "credit usage from "+string(u.From)+" to "+string(u.To))
	}
	return strings.Join(parts, "; ")
}

type pageLifecycle struct {
	Sentence string
	Height   int
	Words    []rego.Severity // the colours of the columns
	Rects    []pageRect
	Labels   []pageLabel
	Rows     []pageTrend
	Past     []pagePast
}

type pageRect struct{ Class, X, Y, Width, Height string }

type pageLabel struct {
	X    string
	Y    int
	Text shown
}

type pageTrend struct {
	Day    shown
	Counts []int
}

type pagePast struct {
	Title, Caption string
	Rows           []pagePastFinding
}

type pagePastFinding struct{ Subject, Rule, Message, Since shown }

// lifecyclePage is the trend as stacked columns, the worst at the bottom, and as a table.
func lifecyclePage(a *rego.Assessment) *pageLifecycle {
	if a.Lifecycle == nil {
		return nil
	}
	const base, tall, wide = 180, 150.0, 440.0
	p := &pageLifecycle{Sentence: lifeSentence(a), Height: 205, Words: rego.Severities}
	points := trend(a)
	most := 1
	for _, point := range points {
		n := 0
		for _, s := range rego.Severities {
			n += point.Open[s]
		}
		most = max(most, n)
	}
	step := wide / float64(len(points))
	every := 1 + (len(points)-1)/5 // dates that have room
	for i, point := range points {
		p.Rows = append(p.Rows, pageTrend{showOrDash(string(point.TakenAt)), trendCounts(point)})
		x, y, total := step*float64(i), float64(base), 0
		for _, s := range rego.Severities {
			n := point.Open[s]
			if n == 0 {
				continue
			}
			h := float64(n) / float64(most) * tall
			y -= h
			total += n
			p.Rects = append(p.Rects, pageRect{string(s), pixels(x + step*0.2), pixels(y), pixels(step * 0.6), pixels(h)})
		}
		if i%every == 0 || i == len(points)-1 {
			p.Labels = append(p.Labels, pageLabel{pixels(x + step/2), base + 18, showOrDash(day(point.TakenAt))}, pageLabel{pixels(x + step/2), int(y) - 6, shown(fmt.Sprint(total))})
		}
	}
	p.Past = []pagePast{{"Gone", "Findings of the assessment before that are there no more", pastRows(a.Lifecycle.Gone)}}
	if len(a.Lifecycle.NotJudged) > 0 {
		p.Past = append(p.Past, pagePast{"Not judged this time", "Findings of the assessment before whose rule was not evaluated now", pastRows(a.Lifecycle.NotJudged)})
	}
	return p
}

func pastRows(list []rego.PastFinding) []pagePastFinding {
	var rows []pagePastFinding
	for _, f := range list {
		rows = append(rows, pagePastFinding{showOrDash(f.Finding.Subject.ID), show(f.Rule), show(f.Finding.Message), showOrDash(day(f.Finding.FirstSeen))})
	}
	return rows
}
