// Command leastwise scans a Clay workspace and a Salesforce org for access, keys and budgets
// that are not what a company approved.
//
// It promises that stdout holds the product alone and stderr the talk; that a run which ends
// with status 2, but for publish, wrote nothing; that an output file is either whole or as it was before; and
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
// No output replaces an input (2026-11): the configuration, what it names, the files a snapshot was
// read from, keys. People keep those by hand, and the proposal of suggest is YAML for the very file
// that it would replace. inputs.go compares files, not names, so that a link is no way around it;
// writeAll asks it. fix, inventory sync, init --force and generate --force write what they are told
// to. An output that is there keeps its mode, and a new one gets what the umask leaves.
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
// explain and diff answer from files or from what is configured, and both refuse what they cannot
// know: a name that nothing in the org knows, a file of the other kind. diff judges snapshots by
// the policy of today, so that two are held to one measure, and ends with 0 whatever changed
// unless --fail-on new asks for more; then missing evidence is status 3, as in a scan (2026-11).
//
// What a document shows is run: the examples of CONTRIBUTING.md by a script, the output in
// README.md and the whole of docs/rules.md by tests with -update (2026-11).
//
// The version is what go build stamps from the tag. A release build gets it by a linker flag
// instead (2026-11): the checksums of the binaries stand beside action.yml in the very commit
// that is tagged, so the binaries must not hold that commit's id.
//
// publish is a dry run outside CI (2026-11). It is the one command that writes to somebody
// else's system, and the name of a repository is easily mistaken at a terminal.
//
// generate says its warnings after the files are written: an error is then one line, and a
// warning is about something that is there (2026-11). fix ends with 1 where grants beyond
// policy remain, as scan does for what it finds (2026-11). Both take one parameter of one built-in rule,
// and so no --rules: what is set or waived of other rules is for scan to judge.
//
// verify judges again where it has the snapshot, rather than trust digests alone: an assessment
// whose verdicts were edited has the right digests. What it has not checked is status 3, unless a
// signature speaks for the file: "all is as it was" has to be known of every verdict, also of what
// a baseline takes out of the count (2026-11). Rules of a user that the assessment names and nobody
// brought are such a thing: without them all of it would be called changed. attest and verify name files by base name (2026-11).
//
// A redacted snapshot is judged only with the key it was redacted with, since a policy that
// names people would name nobody in it: that would be a pass by blindness (2026-11).
package main
