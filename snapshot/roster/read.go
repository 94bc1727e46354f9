package roster

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// maxBytes limits a roster file; 100,000 people take about 10 MB.
const maxBytes = evidence.MaxYAMLBytes

// section is the name of the roster's one section in the coverage.
const section = "roster.people"

// Read collects the people of the sources that c names, with the coverage of "roster.people".
// Paths of c are relative to dir. People whom several sources know are merged. A file that is
// missing or malformed is an *evidence.Error, as is a service that does not take the request;
// a service that is out of order, or tells less than everything, makes the section partial. What
// a service answers is of takenAt, the moment of the snapshot; a file is as old as it is said to be.
// Who gave notice works here until the last day is over.
func Read(ctx context.Context, dir string, c *Config, takenAt time.Time) (*Roster, evidence.Sections, error) {
	return service{next: http.DefaultTransport, getenv: os.Getenv, timeout: perRequest, pause: evidence.Pause, at: takenAt}.read(ctx, dir, c)
}

func (s service) read(ctx context.Context, dir string, c *Config) (*Roster, evidence.Sections, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("read roster: %w", err)
	}
	if err := c.check(); err != nil {
		return nil, nil, err
	}
	var readings []*reading
	coverage := evidence.Coverage{State: evidence.Complete}
	if c.CSV != "" {
		name, data, err := evidence.ReadFile(dir, c.CSV, maxBytes)
		if err != nil {
			return nil, nil, c.Location.At("sources.roster.csv", "%v", err)
		}
		evidence.NoteFile(ctx, name, data)
		if err := evidence.RefuseSecrets(name, data); err != nil {
			return nil, nil, err
		}
		people, remark, err := readCSV(name, data, c, s.at)
		if err != nil {
			return nil, nil, err
		}
		readings = append(readings, &reading{source: "csv", remark: remark, people: people, date: date{at: c.CSVObservedAt}})
	}
	if c.YAML != "" {
		name, data, err := evidence.ReadFile(dir, c.YAML, maxBytes)
		if err != nil {
			return nil, nil, c.Location.At("sources.roster.yaml", "%v", err)
		}
		evidence.NoteFile(ctx, name, data)
		if err := evidence.RefuseSecrets(name, data); err != nil {
			return nil, nil, err
		}
		list, err := readYAML(name, data, s.at)
		if err != nil {
			return nil, nil, err
		}
		readings = append(readings, &reading{source: "yaml", people: list.People, date: date{list.ObservedAt, list.ObservedBy, &list.Location}})
	}
	for _, r := range readings {
		if err := unique(r.people); err != nil {
			return nil, nil, err
		}
	}
	if c.SCIM != nil {
		r, err := s.scim(ctx, dir, c.SCIM)
		if r, err = gap(r, err, "scim", c.SCIM.Location.At("sources.roster.scim", "")); err != nil {
			return nil, nil, err
		}
		r.date.at = evidence.NewTime(s.at)
		readings = append(readings, r)
	}
	if c.GitHubOrg != "" {
		r, err := s.gitHub(ctx, dir, c)
		if r, err = gap(r, err, "github_org", c.Location.At("sources.roster.github_org", "")); err != nil {
			return nil, nil, err
		}
		r.date.at = evidence.NewTime(s.at)
		readings = append(readings, r)
	}
	d := oldest(readings)
	coverage.ObservedAt, coverage.ObservedBy, coverage.Location = d.at, d.by, d.location
	people, doubts := merge(readings)
	coverage.Source = sourcesOf(readings)
	switch reason := doubt(people); {
	case !slices.ContainsFunc(readings, func(r *reading) bool { return !r.failed }):
		coverage.State = evidence.Unavailable
	case reason != "":
		doubts = append(doubts, reason)
		fallthrough
	case len(doubts) > 0:
		coverage.State = evidence.Partial
	}
	coverage.Reason = strings.Join(doubts, "; ")
	return &Roster{People: people}, evidence.Sections{section: coverage}, nil
}

// gap turns the error of a service into one that names the configuration, or into a source that
// knows nobody where trying again tomorrow may do.
func gap(r *reading, err error, source string, at *evidence.Error) (*reading, error) {
	var f *failure
	switch {
	case err == nil:
		return r, nil
	case !errors.As(err, &f):
		return nil, err
	case f.passing:
		r := &reading{source: source, people: []Person{}, failed: true}
		r.doubt("was not read: it %v", err)
		return r, nil
	}
	at.Msg = "the service " + f.msg
	return nil, at
}

// date is when a source was so, who looked, and where that stands.
type date struct {
	at       evidence.Time
	by       string
	location *evidence.Location
}

// oldest is the date of all sources together: none where one of them has none.
func oldest(readings []*reading) date {
	d := readings[0].date
	for _, r := range readings[1:] {
		if r.date.at < d.at { // "" is the least
			d = r.date
		}
	}
	if d.at == "" {
		return date{by: d.by}
	}
	return d
}

func sourcesOf(readings []*reading) string {
	names := make([]string, len(readings))
	for i, r := range readings {
		if names[i] = r.source; r.remark != "" {
			names[i] += " (" + r.remark + ")"
		}
	}
	return strings.Join(names, ", ")
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
		if p.Status == "" || p.Status == Terminated || meansEmployed(p.Status) || meansToCome(p.Status) && p.Start != "" {
			continue
		}
		if count++; count == 1 {
			first = p
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("people whose status says neither that they work here nor that they left: %d (the first at %s: %s); write active or terminated, or say under sources.roster.statuses which of them the word means",
		count, first.Location, evidence.Quote(first.StatusRaw))
}
