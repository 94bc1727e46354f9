package rego

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/leastwise/leastwise/snapshot"
)

// impure are the builtins, or whole families of them (a trailing dot), that read a clock, a
// network, a random source or a process, beside those OPA itself marks nondeterministic.
// Certificate and token checks are among them because they compare with the present moment.
var impure = []string{
	"crypto.x509.parse_and_verify_certificates",
	"crypto.x509.parse_and_verify_certificates_with_options",
	"http.",
	"io.jwt.",
	"json.match_schema",
	"json.verify_schema",
	"net.lookup_ip_addr",
	"opa.runtime",
	"rand.",
	"time.now_ns",
	"uuid.",
}

// pure returns what a rule may call: nothing that could give another answer tomorrow, on
// another machine, or to another user for the same snapshot, policy and settings.
func pure() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(slices.Clone(c.Builtins), func(b *ast.Builtin) bool {
		return b.Nondeterministic || slices.ContainsFunc(impure, func(name string) bool {
			return b.Name == name || strings.HasSuffix(name, ".") && strings.HasPrefix(b.Name, name)
		})
	})
	c.AllowNet = []string{} // no schema is fetched from anywhere
	return c
}

// schemas types input for the compiler, so that a misspelt field is an error of the rule.
func schemas() (*ast.SchemaSet, error) {
	var schema map[string]any
	if err := json.Unmarshal(snapshot.Schema(), &schema); err != nil {
		return nil, fmt.Errorf("read the schema of a snapshot: %w", err)
	}
	// OPA knows drafts up to 7 and would look up others; the words we use mean the same there.
	delete(schema, "$schema")
	delete(schema, "$id")
	set := ast.NewSchemaSet()
	set.Put(ast.SchemaRootRef, schema)
	return set, nil
}
