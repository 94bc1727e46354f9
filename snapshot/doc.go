// Package snapshot is the one document that the rules judge: what was seen of a Clay
// workspace, of a Salesforce org and of the staff roster at one moment, how completely each
// part was seen, and where. Take collects it, Write and Read store it, Locator finds the file
// and line behind a finding, Diff says what changed between two, Excerpt cuts out what a report shows.
//
// It promises that the same state gives the same bytes: every list has one order, every map
// is written sorted, a list that holds nothing is [] and never null, and the only clock is
// taken_at. It promises that a snapshot that was read is whole: nothing in it was guessed,
// defaulted or skipped, and every known section says how it was read. schema.json states the
// same for other programs, and is what OPA checks the rules against.
//
// It refuses, with one line that names file, line and JSON path: a snapshot of another
// version, an unknown, repeated or missing field, a value of another type, a null, a word
// outside a closed list, two things with one id, a list out of order, an address that is not
// lower case, a section called complete of a source that is not there, a file that is cut off,
// has something behind its end, or is larger than MaxBytes once unpacked. It holds no verdict
// and no secret.
//
// # Decisions
//
// Reading has a decoder of its own (2026-11). encoding/json takes keys in any case, repeated
// keys, null for a list and an absent list alike; each of these would let "no members seen"
// pass for "no members". A schema validator on top would hold the document twice more in
// memory, and snapshots of 150 MB are to be read. One pass over the bytes does both and knows
// the line of every mistake; a test compares it with encoding/json, and with a schema
// validator on the same malformed files.
//
// Writing has an encoder of its own (2026-11), because json.Encoder holds the whole document
// in memory, twice when it indents. Its bytes are those of encoding/json with an indent of two
// spaces and without HTML escaping, which a test checks.
//
// A Stream reads a file twice (2026-11). A rule that looks at one permission set may look at the
// roster too, which stands behind the sets: so everything else is read first, and the sets are
// only counted; they come by in the second pass. Each is brought to its canonical form, which is
// what the digest and the rules are made from. Field permissions and lines in plain words and in
// order, as Write leaves them, are checked without being decoded; all else takes the road of
// Read. A stream that does not understand a file leaves it to Read, whose error it gives, so
// that there is one account of what is wrong. What can be read only once is held in memory.
//
// schema.json is not recursive (2026-11): salesforce.Access.potential is an Access without a
// potential, under a name of its own. OPA 1.22.2 parses a recursive $ref, and then overflows
// its stack as soon as a rule compares two values of that type; the process dies, since Go
// cannot recover from that.
//
// coverage lists every section as a property, rather than as a map (2026-11): OPA knows no
// type for the values of additionalProperties, so input.coverage["clay.member"] would
// type-check and be silently undefined. Maps keyed by names from outside (objects, fields,
// setup, lines, provenance) are any-keyed to OPA: a rule may index them freely and OPA checks
// nothing below them.
//
// A required time is a moment, never "" (2026-11): a rule that parses one needs no guard.
//
// Take sorts what the sources return (2026-11), with the table that Validate checks and Locator
// walks, so that an order is stated once.
//
// Of the snapshot that sources.previous names only ids and rotation dates are read, and leniently
// (2026-11): it may come from a version with other fields, and refusing it would end every
// comparison with every update. What it does not hold in full is a gap in changes.new and
// changes.rotated; without one both are not_requested. Changes holds no location: its subjects
// are found where they stand now.
//
// Diff compares state and not events, and leaves out what moves by mere use (2026-11): row counts
// that grow would hide the one key that came. It works on the JSON of a thing, so that a new field
// is compared as soon as it exists. What one of two snapshots did not read is never called added
// or removed; what one read in part is marked as unsure, rather than left out, since a grant that
// was gained must be seen.
//
// A snapshot file is made with mode 0600: it names people and what they may do.
//
// Inputs are noted through the context (2026-11), so that a reader does not hand digests up
// through every function. Answers of a service are one digest over their sorted digests: the
// order of requests differs from run to run. Logins, limits and the state of jobs are not part.
//
// A section that another one contradicts is partial and not an error (2026-11): a set that a
// managed package keeps to itself is assigned in many an org, and refusing the snapshot would hide
// the rest. Doubts compares names alone, so that it costs little at every judgement; that an
// access was computed from other grants, and that a list nobody else names was emptied, is for
// verify to tell. Take asks it too, and so the coverage says what a judgement would.
//
// What an operator declares not kept stands in the coverage beside state and reason (2026-11): that
// nobody keeps it is a statement about the evidence, with its words, and what it means for a verdict
// is for the rules. It is a closed list, of what no source of Clay's records and of second looks at
// an inventory: without it an honest inventory would be a gap for ever, people would accept all gaps
// to be rid of one, and with any section on it a declaration would be a pass. A declaration does
// not change the state, so that what was seen in part is still judged.
//
// A Redactor rewrites the addresses in every text rather than in chosen fields (2026-11): a field
// that is added later is then covered from its first day. Domains stay, since rules ask for them.
// Full names are replaced in prose alone, and where a person stands: a rule that looks for the
// profile "Clay Integration" has to find it, though a user be called so. Who is known is known by
// pseudonym, so that a policy reads the same beside a redacted snapshot as beside one that is being
// redacted. A pseudonym keeps what roster.match goes by: the part before the "+" of a tag is that of the
// address without it, and the same in every domain. So one can see that two addresses share a name,
// as before that they share a domain; whose it is takes the key.
package snapshot
