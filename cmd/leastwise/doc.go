// Command leastwise scans a Clay workspace and a Salesforce org for access, keys and budgets
// that are not what a company approved.
//
// It promises that stdout holds the product alone and stderr the talk; that a run which ends
// with status 2 wrote nothing; that an output file is either whole or as it was before; and
// that a configuration is either read in full or refused with file, line and what to do. It
// refuses secrets written into leastwise.yaml, and never lets text that it did not write
// reach a terminal or a workflow log unescaped.
//
// Each command is one file: an options struct, newXCmd that only parses, and runX that works.
// Only run turns errors into exit statuses (exit.go), and only main calls os.Exit.
//
// # Decisions
//
// The configuration is --config or ./leastwise.yaml, and no parent folder is searched: which
// policy judged a company must not depend on where in a tree somebody stood (2026-11).
//
// scan writes one primary report (--format, default text, to -o or stdout) and any number
// more with --report FORMAT=FILE. Several --format with one -o would have to guess names
// (2026-11).
//
// A rule that broke ends the scan with status 2 and no report: a report with a hole in it
// gets uploaded, and the upload closes alerts (2026-11).
//
// snapshot ends with 0 when sections are missing and names them on stderr. The gap stands in
// the snapshot; scan is where it counts (2026-11).
//
// rules check lists problems on stdout and ends with 1, as a scan with findings does; 2 is for
// a folder that cannot be checked. rules test does the same with tests that fail, and a run in
// which no test ran ends with 2: it would look like a success (2026-11).
//
// What a document shows is run: the examples of CONTRIBUTING.md by a script, the output in
// README.md and the whole of docs/rules.md by tests with -update (2026-11).
//
// verify judges again where it has the snapshot, rather than trust digests alone: an assessment
// whose verdicts were edited has the right digests. attest and verify name files by base name
// (2026-11).
//
// A redacted snapshot is judged only with the key it was redacted with, since a policy that
// names people would name nobody in it: that would be a pass by blindness (2026-11).
//
// The version comes from the build information alone, which go build stamps from the tag, so
// that no variable waits for a linker flag (2026-11).
package main
