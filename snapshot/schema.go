package snapshot

import _ "embed"

//go:embed schema.json
var schema []byte

// Schema returns the JSON Schema (2020-12) of a snapshot, schema.json: what other programs may
// rely on, and what OPA checks the rules against (put it at ast.SchemaRootRef, or pass the file
// with opa check -s).
func Schema() []byte { return append([]byte(nil), schema...) }
