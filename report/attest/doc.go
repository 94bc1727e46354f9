// Package attest signs what files hold and checks the signature: an in-toto statement over
// the digests of a snapshot and its reports, in a DSSE envelope signed with an ed25519 key.
//
// It promises that a signature is made of exact bytes, that the same files and key give the
// same envelope, and that Verify tells any change: of the envelope, of the statement, or of a
// file. It refuses other kinds of keys, envelopes of other payloads, and statements that name
// a file twice. It holds no clock and reaches no network.
//
// # Decisions
//
// The envelope is written out here and not by a library: DSSE is one line of text before the
// payload, and ed25519 is in the standard library, while the sigstore clients bring a hundred
// modules that a scanner of secrets would have to trust (2026-11).
//
// A statement names the files as they were given, by base name: the folder somebody signed in
// says nothing about the evidence (2026-11).
package attest
