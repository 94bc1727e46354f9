// Package evidence holds what every source of a snapshot says about its facts: where each
// was read (Location), how completely a section was read (Coverage), and the strict reader
// of hand-kept YAML that gives both.
//
// It promises that a hand-kept file is either read in full or refused with an error that
// names file, line and field, and the nearest right key for a wrong one. It refuses to guess:
// an unknown key, a duplicate key, a value of another type or a date that is not one is an
// error. It never repeats a value that stands in the wrong place, since it may be a secret, and
// of what an error does repeat it withholds what looks like one. It imports nothing of ours.
//
// # Decisions
//
// DESIGN.md names four folders under snapshot; this fifth exists because the three sources
// and the configuration read YAML alike, and a source may import no other source (2026-11).
//
// Values of no declared type are decoded here and not by yaml.v3, which turns dates into
// times, reads 010 as eight and reports several errors on several lines (2026-11).
//
// What looks like a secret is decided in one table, for files that are refused and for values that
// an error quotes. Two places ask: Quote and Short before they cut a value, and Error when it is
// printed, for what it holds in full. The name of a file is not asked about: it exists, and one
// that is called by its digest must stay findable (2026-11).
//
// YAML tags and merge keys are refused with aliases: they make a value mean something else
// than it reads, and no inventory needs them (2026-11).
package evidence
