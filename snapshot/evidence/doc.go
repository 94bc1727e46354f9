// Package evidence holds what every source of a snapshot says about its facts: where each
// was read (Location), how completely a section was read (Coverage), and the strict reader
// of hand-kept YAML that gives both.
//
// It promises that a hand-kept file is either read in full or refused with an error that
// names file, line and field, and the nearest right key for a wrong one. It refuses to guess:
// an unknown key, a duplicate key, a value of another type or a date that is not one is an
// error. It imports nothing of ours.
//
// # Decisions
//
// DESIGN.md names four folders under snapshot; this fifth exists because the three sources
// and the configuration read YAML alike, and a source may import no other source (2026-11).
package evidence
