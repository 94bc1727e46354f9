package report

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	embeddedLink = regexp.MustCompile(`\]\(([^)]*)\)`)
	uriText      = regexp.MustCompile(`^[!-~]+$`) // printable ASCII: the rest is percent-encoded
)

// result checks one result. ids are the rules of the run; seen collects what tells two alerts
// apart.
func (c *checker) result(at string, r map[string]any, ids map[string]int, seen map[string]bool) {
	message := text(object(r["message"])["text"])
	if message == "" {
		c.fail(at+".message.text", "is missing")
	}
	rule := text(r["ruleId"])
	stands, known := ids[rule]
	if !known {
		c.fail(at+".ruleId", "%q is not among the rules of the run", rule)
	}
	if index, given := r["ruleIndex"]; given && index != float64(stands) {
		c.fail(at+".ruleIndex", "%v does not stand for %q", index, rule)
	}
	if level, given := r["level"]; given {
		c.oneOf(at+".level", level, "note", "warning", "error")
	}
	if kind, given := r["kind"]; given && kind != "fail" {
		c.fail(at+".kind", "%v would show as an open alert", kind)
	}
	if _, given := r["suppressions"]; given {
		c.fail(at+".suppressions", "GitHub ignores them: the alert stays open")
	}
	locations, _ := r["locations"].([]any)
	if len(locations) != 1 {
		c.fail(at+".locations", "holds %d locations, not one: without any GitHub refuses the file", len(locations))
	}
	uri := ""
	for i, l := range locations {
		uri = c.location(fmt.Sprintf("%s.locations[%d]", at, i), object(l), true)
	}
	hash := text(object(r["partialFingerprints"])["primaryLocationLineHash"])
	switch key := rule + "\x00" + uri + "\x00" + hash; {
	case hash == "":
		c.fail(at+".partialFingerprints.primaryLocationLineHash", "is missing: alerts of one line would merge")
	case seen[key]:
		c.fail(at+".partialFingerprints.primaryLocationLineHash", "%q is used twice for this rule and file: the alerts would merge", hash)
	default:
		seen[key] = true
	}
	c.links(at, message, r)
}

// location checks a physical location and returns its uri. Only the first line of a result
// must exist in the repository.
func (c *checker) location(at string, l map[string]any, mustExist bool) string {
	place := object(l["physicalLocation"])
	uri, isText := object(place["artifactLocation"])["uri"].(string)
	at += ".physicalLocation"
	if !isText || uri == "" {
		c.fail(at+".artifactLocation.uri", "is missing: GitHub refuses the file")
		return ""
	}
	if why := badURI(uri); why != "" {
		c.fail(at+".artifactLocation.uri", "%q %s", uri, why)
	} else if path, _ := url.PathUnescape(uri); mustExist && c.o.Exists != nil && !c.o.Exists(path) {
		c.fail(at+".artifactLocation.uri", "%q is not in the repository", uri)
	}
	if line, ok := object(place["region"])["startLine"].(float64); !ok || line < 1 {
		c.fail(at+".region.startLine", "is not a line number")
	}
	return uri
}

// badURI says why GitHub would not take a uri, "" when it would.
func badURI(uri string) string {
	first, _, _ := strings.Cut(uri, "/")
	path, err := url.PathUnescape(uri)
	switch {
	case strings.Contains(first, ":"):
		return "has a scheme: GitHub refuses the file"
	case strings.HasPrefix(uri, "/"):
		return "is not relative to the repository"
	case strings.Contains(path, `\`):
		return "has a backslash"
	case err != nil || !uriText.MatchString(uri):
		return "is not percent-encoded"
	case slices.Contains(strings.Split(path, "/"), ".."):
		return "leaves its folder with .."
	}
	if _, err := url.Parse(uri); err != nil {
		return "does not parse: " + err.Error()
	}
	return ""
}

// links checks that ids of related locations are unique and that every link in the message
// leads to one.
func (c *checker) links(at, message string, r map[string]any) {
	related, _ := r["relatedLocations"].([]any)
	ids := map[string]bool{}
	for i, l := range related {
		at := fmt.Sprintf("%s.relatedLocations[%d]", at, i)
		c.location(at, object(l), false)
		id, ok := object(l)["id"].(float64)
		key := strconv.Itoa(int(id))
		if !ok || ids[key] {
			c.fail(at+".id", "is missing or used twice")
		}
		ids[key] = true
	}
	for _, m := range embeddedLink.FindAllStringSubmatch(message, -1) {
		if !ids[m[1]] {
			c.fail(at+".message.text", "links to %q, which is no related location", m[1])
		}
	}
}

// invocations checks that the run says truly whether it saw everything: an upload that claims
// success closes the alerts it does not repeat.
func (c *checker) invocations(at string, run map[string]any) {
	list, _ := run["invocations"].([]any)
	if len(list) == 0 {
		c.fail(at+".invocations", "is missing: nothing says whether the run was complete")
	}
	cutNotice := false
	for i, v := range list {
		at, inv := fmt.Sprintf("%s.invocations[%d]", at, i), object(v)
		success, ok := inv["executionSuccessful"].(bool)
		if !ok {
			c.fail(at+".executionSuccessful", "is missing")
		}
		notes, _ := inv["toolExecutionNotifications"].([]any)
		errors := 0
		for _, n := range notes {
			switch object(n)["level"] {
			case "error":
				errors++
			case "warning":
				cutNotice = true
			}
		}
		if success && errors > 0 {
			c.fail(at+".executionSuccessful", "is true, though %d notifications are errors: GitHub would close alerts nobody looked at", errors)
		}
		if ok && !success && errors == 0 {
			c.fail(at+".executionSuccessful", "is false, and no notification says why")
		}
		if ok && !success && c.o.Whole {
			c.fail(at+".executionSuccessful", "is false, since not everything was seen: GitHub refuses the whole file; leastwise publish --sarif sends the other runs")
		}
	}
	if left, ok := object(run["properties"])["resultsLeftOut"].(float64); ok && left > 0 && !cutNotice {
		c.fail(at+".properties.resultsLeftOut", "is %v, and no notification says so", left)
	}
}
