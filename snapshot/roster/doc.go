// Package roster reads who works at the company: a CSV that an HR system exports, a YAML file
// that people keep by hand, or both.
//
// It promises that every row is either read or refused with file, line and what to do, and that
// a roster it cannot be sure of is partial, so that nobody passes as employed by accident. It
// refuses two statements about one person, dates that can be read in two ways, and columns
// that look like an end of employment under a name it does not know.
//
// # Decisions
//
// Columns that the roster does not need are ignored, for HR exports have many; but a column
// that looks like an end date or a state of employment is an error when no end column was
// found, since ignoring it would keep everybody employed for ever (2026-11).
//
// The words for a status are not standardised. Those that say a person has left become
// "terminated", so that a rule compares one word; status_raw keeps the original. A word that is
// neither known to mean employed nor left makes the section partial: to guess either way would
// be a false pass or a false alarm (2026-11).
//
// A person who starts in the future is not employed yet: an account that exists before the
// first day is what the rule is there to see (2026-11).
//
// Dates are ISO only. 01/02/2026 is two days, depending on who wrote it (2026-11).
package roster
