// Package typeschema writes the JSON Schema (2020-12) of Go types: their json names, their
// comments, and what the types do not say. Only tests use it, those that hold
// snapshot/schema.json and report/assessment.schema.json to the types.
//
// It promises a schema that refuses unknown keys and requires every key that is not omitempty or
// omitzero. It refuses nothing: a kind it does not know is an integer.
//
// # Decisions
//
// A package and no test file, since two packages write a schema and Go has no way to share a
// helper between tests of packages (2026-11). The program does not link it.
package typeschema
