package roster

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// maxBytes limits a roster file; 100,000 people take about 10 MB.
const maxBytes = evidence.MaxYAMLBytes

// section is the name of the roster's one section in the coverage.
const section = "roster.people"

// Read collects the people of the files that c names, with the coverage of "roster.people".
// Paths of c are relative to dir. Files are merged: a person stands in one of them, once. A
// file that is missing or malformed is an *evidence.Error.
func Read(ctx context.Context, dir string, c *Config) (*Roster, evidence.Sections, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("read roster: %w", err)
	}
	if c.CSV == "" && c.YAML == "" {
		return nil, nil, c.Location.At("sources.roster", "names no file: set csv or yaml")
	}
	people := []Person{}
	var sources []string
	coverage := evidence.Coverage{State: evidence.Complete}
	if c.CSV != "" {
		name, data, err := evidence.ReadFile(dir, c.CSV, maxBytes)
		if err != nil {
			return nil, nil, c.Location.At("sources.roster.csv", "%v", err)
		}
		if people, err = readCSV(name, data); err != nil {
			return nil, nil, err
		}
		sources = append(sources, "csv")
	}
	if c.YAML != "" {
		name, data, err := evidence.ReadFile(dir, c.YAML, maxBytes)
		if err != nil {
			return nil, nil, c.Location.At("sources.roster.yaml", "%v", err)
		}
		list, err := readYAML(name, data)
		if err != nil {
			return nil, nil, err
		}
		people = append(people, list.People...)
		sources = append(sources, "yaml")
		coverage.ObservedAt, coverage.ObservedBy = list.ObservedAt, list.ObservedBy
	}
	if len(sources) == 2 {
		coverage.ObservedAt, coverage.ObservedBy = "", "" // a CSV does not say when it was exported
	}
	if err := unique(people); err != nil {
		return nil, nil, err
	}
	coverage.Source = strings.Join(sources, ", ")
	if reason := doubt(people); reason != "" {
		coverage.State, coverage.Reason = evidence.Partial, reason
	}
	slices.SortFunc(people, func(a, b Person) int { return cmp.Compare(a.Email, b.Email) })
	return &Roster{People: people}, evidence.Sections{section: coverage}, nil
}

// unique refuses the second mention of an address, whether as email or as alias.
func unique(people []Person) error {
	seen := map[string]evidence.Location{}
	for _, p := range people {
		for _, email := range append([]string{p.Email}, p.Aliases...) {
			if first, ok := seen[email]; ok {
				return p.Location.At("", "%s is listed twice (first at %s): keep one line a person", evidence.Quote(email), first)
			}
			seen[email] = p.Location
		}
	}
	return nil
}

// doubt is the reason why the people are not the whole truth, "" when they are.
func doubt(people []Person) string {
	if len(people) == 0 {
		return "the roster lists nobody"
	}
	count := 0
	var first Person
	for _, p := range people {
		if p.Status == "" || p.Status == Terminated || meansEmployed(p.Status) {
			continue
		}
		if count++; count == 1 {
			first = p
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("people whose status says neither that they work here nor that they left: %d (the first at %s: %s); write active or terminated",
		count, first.Location, evidence.Quote(first.StatusRaw))
}
