package roster

import (
	"net/url"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// DefaultMinShare is how many of the workspace's members a roster has to know, as a share.
const DefaultMinShare = 0.5

// Config says where the roster is read from: sources.roster of leastwise.yaml. Several
// sources may be named; they are merged.
type Config struct {
	CSV         string            `json:"csv,omitempty"`
	Columns     map[string]string `json:"columns,omitempty"`  // of the CSV: title of a column -> what it is, one of fields
	Statuses    map[string]string `json:"statuses,omitempty"` // of the CSV: word -> one that is known, as active or terminated
	YAML        string            `json:"yaml,omitempty"`
	SCIM        *SCIM             `json:"scim,omitempty"`
	GitHubOrg   string            `json:"github_org,omitempty"`
	GitHubToken evidence.Secret   `json:"github_token"`         // env:GITHUB_TOKEN where none is named
	GitHubURL   string            `json:"github_url,omitempty"` // of a GitHub Enterprise Server; github.com where none is named
	Match       *Rules            `json:"match,omitempty"`
	MinShare    *float64          `json:"min_share,omitempty"` // 0 to 1, DefaultMinShare where none is named
	Location    evidence.Location `json:"location"`

	CSVObservedAt evidence.Time `json:"csv_observed_at,omitempty"` // when it was exported
}

// SCIM is a SCIM 2.0 service: its base URL, which /Users is put behind, and a bearer token.
type SCIM struct {
	URL      string            `json:"url"`
	Token    evidence.Secret   `json:"token"`
	Filter   string            `json:"filter,omitempty"` // as in: active eq true
	Location evidence.Location `json:"location"`
}

// Rules say which further addresses are a person's.
type Rules struct {
	Aliases        map[string]string `json:"aliases,omitempty"`         // address -> address on the roster
	Domains        map[string]string `json:"domains,omitempty"`         // domain -> domain on the roster
	PlusAddressing bool              `json:"plus_addressing,omitempty"` // ann+clay@acme.com is ann@acme.com
	Location       evidence.Location `json:"location"`
}

// Share is the least share of the workspace's members that the roster has to know.
func (c *Config) Share() float64 {
	if c.MinShare == nil {
		return DefaultMinShare
	}
	return *c.MinShare
}

// check refuses what no source can be read from.
func (c *Config) check() error {
	if c.CSV == "" && c.YAML == "" && c.SCIM == nil && c.GitHubOrg == "" {
		return c.Location.At("sources.roster", "names no source: set csv, yaml, scim or github_org")
	}
	if c.CSV == "" && c.CSVObservedAt != "" {
		return c.Location.At("sources.roster.csv_observed_at", "stands without csv: name the file that it is the date of, or remove it")
	}
	if c.GitHubOrg == "" && (!c.GitHubToken.IsZero() || c.GitHubURL != "") {
		return c.Location.At("sources.roster", "has a github_token or github_url without github_org: name the organisation")
	}
	if strings.ContainsAny(c.GitHubOrg, "/?#% ") {
		return c.Location.At("sources.roster.github_org", "%s is no name of an organisation: write acme of github.com/acme", evidence.Quote(c.GitHubOrg))
	}
	if share := c.Share(); share < 0 || share > 1 || share != share {
		return c.Location.At("sources.roster.min_share", "wants a share from 0 to 1, as 0.5")
	}
	if err := c.checkCSV(); err != nil {
		return err
	}
	if c.SCIM != nil {
		if c.SCIM.Token.IsZero() {
			return c.SCIM.Location.At("sources.roster.scim.token", "is missing: write env:SCIM_TOKEN and set that variable")
		}
		if _, problem := origin(c.SCIM.URL); problem != "" {
			return c.SCIM.Location.At("sources.roster.scim.url", "%s", problem)
		}
	}
	if c.GitHubURL != "" {
		if _, problem := origin(c.GitHubURL); problem != "" {
			return c.Location.At("sources.roster.github_url", "%s", problem)
		}
	}
	return c.Match.check()
}

// checkCSV refuses what is said of columns and words and cannot be meant.
func (c *Config) checkCSV() error {
	if c.CSV == "" && len(c.Columns)+len(c.Statuses) > 0 {
		return c.Location.At("sources.roster", "has columns or statuses without csv: they are said of the export that csv names")
	}
	titles, words := map[string]bool{}, map[string]bool{}
	for title, as := range sorted(c.Columns) {
		letters := evidence.Letters(title)
		switch {
		case letters == "" || titles[letters]:
			return c.Location.At("sources.roster.columns", "%s is no title of a column, or stands there twice", evidence.Quote(title))
		case !slices.Contains(fields, as):
			return c.Location.At("sources.roster.columns", "%s is %s, which is not one of %s", evidence.Quote(title), evidence.Quote(as), strings.Join(fields, ", "))
		}
		titles[letters] = true
	}
	for word, as := range sorted(c.Statuses) {
		if words[normal(word)] {
			return c.Location.At("sources.roster.statuses", "%s stands there twice", evidence.Quote(word))
		}
		if words[normal(word)] = true; !meansLeft(normal(as)) && !meansEmployed(normal(as)) {
			return c.Location.At("sources.roster.statuses", "%s is %s: write active or terminated", evidence.Quote(word), evidence.Quote(as))
		}
	}
	return nil
}

// check refuses rules that can match nobody, or that lead from one to the next.
func (r *Rules) check() error {
	if r == nil {
		return nil
	}
	for _, rules := range []struct {
		name string
		of   map[string]string
	}{{"aliases", r.Aliases}, {"domains", r.Domains}} {
		seen := map[string]bool{}
		for from := range sorted(rules.of) {
			if seen[lower(from)] {
				return r.Location.At("sources.roster.match."+rules.name, "%s stands there twice", evidence.Quote(from))
			}
			seen[lower(from)] = true
		}
	}
	for from, to := range sorted(r.Aliases) {
		for _, address := range []string{from, to} {
			if _, err := evidence.Email(address); err != nil {
				return r.Location.At("sources.roster.match.aliases", "%v", err)
			}
		}
	}
	for from, to := range sorted(r.Domains) {
		for _, domain := range []string{from, to} {
			if _, err := evidence.Email("x@" + domain); err != nil {
				return r.Location.At("sources.roster.match.domains", "%s is not a domain: write acme.io: acme.com", evidence.Quote(domain))
			}
		}
		if strings.EqualFold(from, to) {
			return r.Location.At("sources.roster.match.domains", "%s stands for itself: remove it", evidence.Quote(from))
		}
	}
	return nil
}

// sorted ranges over a map in the order of its keys.
func sorted(m map[string]string) func(yield func(string, string) bool) {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return func(yield func(string, string) bool) {
		for _, k := range keys {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}

// origin parses the address of a service that a token is sent to, or says what is wrong with it.
// It does not repeat the address, for people paste tokens into them.
func origin(text string) (at *url.URL, problem string) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return nil, "is not an address: write https://host/path"
	case u.User != nil:
		return nil, "holds a name or a password: name a token instead"
	case u.RawQuery != "" || u.Fragment != "":
		return nil, `ends in "?" or "#": write it without`
	case u.Scheme == "http" && evidence.Loopback(u.Hostname()), u.Scheme == "https":
		return u, ""
	}
	return nil, "is not https: a token sent to it could be read on the way"
}
