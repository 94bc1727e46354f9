package report

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/leastwise/leastwise/rego"
	"github.com/leastwise/leastwise/snapshot/evidence"
)

var (
	semantic  = regexp.MustCompile(`^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$`)
	revision  = regexp.MustCompile(`^[0-9a-f]{7,64}$`)
	scpRemote = regexp.MustCompile(`^(?:[^@/:]+@)?([A-Za-z0-9.-]{2,}):([^/\\:][^:\\]*)$`)
	drive     = regexp.MustCompile(`^[A-Za-z]:`)
	webPage   = regexp.MustCompile(`^https://[A-Za-z0-9.-]+(/[A-Za-z0-9._~/%?=&+,#-]*)?$`)
)

// anchor is the uri and line of a location in the repository. What has no file there (an
// object of an API, a path that leaves the repository) is anchored on the configuration,
// which always exists, and reported as not anchored.
func anchor(l evidence.Location, o Options) (uri string, line int, ok bool) {
	if l.File != "" && !strings.HasPrefix(l.File, "/") && !strings.Contains(l.File, `\`) && !drive.MatchString(l.File) {
		if p := path.Join(o.Root, l.File); p != ".." && !strings.HasPrefix(p, "../") && !strings.HasPrefix(p, "/") {
			return encodePath(p), max(l.Line, 1), true
		}
	}
	return encodePath(path.Join(o.Root, orElse(o.Config, defaultConfig))), 1, false
}

// encodePath percent-encodes a slash path, colons too: before the first slash one would make
// a scheme, and GitHub refuses the file.
func encodePath(p string) string {
	segments := strings.Split(p, "/")
	for i, s := range segments {
		segments[i] = strings.ReplaceAll(url.PathEscape(s), ":", "%3A")
	}
	return strings.Join(segments, "/")
}

// category is the id of a run, by which GitHub tells analyses of one tool apart: an upload
// replaces the last one of its category.
func category(target string, o Options) string {
	first := strings.Trim(o.Category, "/")
	if first == "" {
		first = evidenceTarget
	}
	if target == evidenceTarget {
		target = "evidence"
	}
	return encodePath(first) + "/" + encodePath(target) + "/"
}

// linkable is true for a plain web address, which needs no escaping anywhere.
func linkable(ref string) bool { return webPage.MatchString(ref) }

// addNotifications records every rule of the target that was not judged for want of evidence. A
// gap or a broken rule makes the run unsuccessful; what nobody keeps is a note.
func addNotifications(run *sarif.Run, a *rego.Assessment, target string, index map[string]uint) {
	for i := range a.Verdicts {
		v := &a.Verdicts[i]
		if !v.Gap && v.Outcome != rego.Errored && !notKept(a, v) || !judges(a, v, target) {
			continue
		}
		level := "error"
		if !v.Gap && v.Outcome != rego.Errored { // nobody keeps it, and that is said, not held against the run
			level = "note"
		}
		if target == evidenceTarget && v.Outcome != rego.Errored && unasked(a, v) {
			level = "note"
		}
		if level == "error" {
			run.Invocations[0].ExecutionSuccessful = new(false)
		}
		ref := &sarif.ReportingDescriptorReference{Id: &v.Rule.ID, Index: new(index[v.Rule.ID])}
		notify(run, level, ref, "Rule "+v.Rule.ID+": "+verdictName(v)+": "+forSARIF(v.Reason)+".")
	}
}

func notify(run *sarif.Run, level string, rule *sarif.ReportingDescriptorReference, text string) {
	run.Invocations[0].ToolExecutionNotifications = append(run.Invocations[0].ToolExecutionNotifications,
		&sarif.Notification{Level: level, AssociatedRule: rule, Message: sarif.NewTextMessage(text)})
}

// judges is true when the verdict belongs to the target: when its rule needs evidence of that
// source. A rule that needs neither source, or one that has no target, belongs to the run of
// the evidence itself, so that no gap goes unsaid.
func judges(a *rego.Assessment, v *rego.Verdict, target string) bool {
	if target != evidenceTarget {
		source, _, _ := strings.Cut(target, "/")
		return needsSource(v, source)
	}
	for _, t := range a.Targets {
		if source, _, _ := strings.Cut(t, "/"); needsSource(v, source) {
			return false
		}
	}
	return true
}

// notKept is true for a rule that was not judged, or not in full, since nobody keeps what it needs.
func notKept(a *rego.Assessment, v *rego.Verdict) bool {
	return v.Reason != "" && slices.ContainsFunc(v.Rule.Needs, func(need string) bool { return a.Coverage[need].NotKept != "" })
}

func needsSource(v *rego.Verdict, source string) bool {
	return slices.ContainsFunc(v.Rule.Needs, func(need string) bool {
		return strings.HasPrefix(need, source+".") || strings.HasPrefix(need, "policy."+source+".")
	})
}

// unasked is true for a rule that was skipped only because nobody asked for a source. Its
// target has no run, so no alert can close over it, and nothing failed.
func unasked(a *rego.Assessment, v *rego.Verdict) bool {
	missing := 0
	for _, need := range v.Rule.Needs {
		c, known := a.Coverage[need]
		switch {
		case !known || c.State == evidence.Complete:
			continue
		case c.State != evidence.NotRequested:
			return false
		}
		missing++
	}
	return missing > 0
}
