// Package report writes an assessment for someone: the terminal, an auditor, code scanning, a
// browser, a spreadsheet, a build server, a security lake, a program, or through a template of
// the user's own. One file a format, more where it is long (html_*.go, markdown_*.go); Formats
// lists them, Write renders one, Check says what GitHub would refuse in a SARIF file.
// WriteExplained and WriteDiff write the answers of explain and diff, Revocation and
// WriteRunbook what the person who mends it follows.
//
// NewGitHub brings an assessment to GitHub: alerts, issues, a comment. The files github*.go
// are the only ones that know its API.
//
// It promises the same bytes for the same assessment and options, and that every finding,
// every rule without a verdict and every cut is said: a format that leaves something out has
// a line with the number. It refuses to judge (what is wrong was decided before), to look at
// a clock or a file, and to let a name from a snapshot act: each format has one escaper in
// escape.go, and untrusted text reaches the output through it alone.
//
// # Decisions
//
// SARIF is written with the structs of owenrumney/go-sarif v2, filled in directly (2026-11).
// v2.3.3 writes optional fields by pointer, keeps results: [], and its package needs only the
// standard library. v3.3.1 writes twelve empty lists and four -1 fields a result, panics in
// AddPartialFingerprint and brings a schema validator into the binary. v2's own Write is not
// used, since it escapes <, > and & and merges artifacts we do not list.
//
// The evidence itself is a run of its own, leastwise/evidence/ (2026-11): findings about
// missing sections belong to no target, and their alerts must not close when a target does.
// A rule is counted with the targets whose sections it needs, else with the evidence. A rule
// skipped only because its source was never asked for is a note there and does not make the
// run unsuccessful: its target has no run, so no alert can close, and a company without
// Salesforce must be able to upload.
//
// What was not judged in full is one list in every format for people (2026-11): rules without a
// verdict, and rules that failed on part of their evidence, of which there may be more to find. A
// format that listed the former alone left nobody to see why a scan ended with status 3.
//
// Waived findings in SARIF (IncludeWaived) say so in their message and carry no suppressions:
// GitHub ignores those (2026-11). sarif-full is for viewers that know SARIF: every result with
// kind, suppressions and baselineState, and nothing cut. A rule that could not judge is of kind
// "open" there, never "pass". A suppression states its location and guid, since the library
// would write null for either.
//
// A finding that --baseline accepts is told apart in every format (2026-11): "(in the baseline)"
// for people, a column of CSV, skipped in JUnit and suppressed in OCSF, since it does not count,
// and in both SARIF formats baselineState "unchanged" beside "new". It stays in the upload: code
// scanning ignores baselineState, as it does suppressions, and closes the alert of a result that
// goes missing, which would read as fixed. Its message says that it is in the baseline. Against a
// baseline the states of --previous are not written: a state is against one run.
//
// HTML is html/template over strings that passed show, with a Content-Security-Policy that names
// the hash of the one style and the one script (2026-11). Choosing a theme and a severity is CSS
// (:has), so it works without the script, which only finds words. Print shows every finding,
// whatever is filtered: a printed report must not be less than the whole. In the access matrix
// "excess" follows the policy as the rules do; where nothing was declared, or not all was read,
// a cell says unknown. Fields that nobody can hide stand apart: no rule blames them.
//
// OCSF events follow version 1.3.0 of the schema, class 2003 (2026-11). The schema is not to be
// had as a Go or npm package, so the test's table of attributes is written from the
// specification; it was not checked by OCSF's own validator.
//
// In CSV a text that a spreadsheet could take for a formula gets an apostrophe in front, and
// every field is quoted (2026-11). That changes what a program reads back: JSON is for those.
//
// A user's template is text/template over maps without methods, not over our types (2026-11): a
// method is code that a template could call. Its steps are counted by actions put into every loop
// and template, since text/template cannot be stopped from outside, and a clock would make the
// same template end differently on two machines.
//
// Graphs of an explanation know a node by a number, and a name stands only in a quoted label
// (2026-11). In Mermaid all but letters, digits and " _.-@" is a character code there, since what
// else acts in a label differs between its versions.
//
// Markdown is code with a small table writer, not a template (2026-11): the size rule needs
// to know tables from text, and a template cannot promise that every name was escaped.
//
// An upload is one delivery of the runs that saw everything (2026-11). GitHub refuses a file
// with an unsuccessful run as a whole, so a gap in one target would hide the alerts of the
// others; a run that is left out keeps its alerts as they are.
//
// An issue of ours has our label, our marker as the first line, and an author who can write
// here (2026-11). The label makes the list short, and a marker alone could be a stranger's. An
// issue is closed only when its rule was judged on complete evidence and is silent.
//
// Retries happen in a RoundTripper below go-github (2026-11): its version 60 takes a 429 for an
// error, and keeps limits by its own clock. The pauses come from the answers, so that the
// package looks at no clock.
package report
