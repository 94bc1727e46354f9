// Package report writes an assessment for someone: the terminal, an auditor, code scanning,
// a program. One file a format; Formats lists them, Write renders one, Check says what GitHub
// would refuse in a SARIF file. Revocation and WriteRunbook are for the person who mends it.
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
// Waived findings in SARIF (IncludeWaived) say so in their message and carry no suppressions:
// GitHub ignores those (2026-11).
//
// Markdown is code with a small table writer, not a template (2026-11): the size rule needs
// to know tables from text, and a template cannot promise that every name was escaped.
package report
