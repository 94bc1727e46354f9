package rego

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// digest names the rules and what the operator set. Neither depends on where a file lies, nor
// on the line of leastwise.yaml that says a thing.
func digest(sources []*source, o Options) (Digests, error) {
	var d Digests
	h := sha256.New()
	for _, s := range sources {
		fmt.Fprintf(h, "%d %s %d ", len(s.path), s.path, len(s.text))
		h.Write(s.text)
	}
	d.Rules = "sha256:" + hex.EncodeToString(h.Sum(nil))

	set := struct {
		Policy   *Approved                 `json:"policy"`
		Settings map[string]map[string]any `json:"settings"`
		Waivers  []Waiver                  `json:"waivers"`
	}{o.Policy, o.Settings, slices.Clone(o.Waivers)}
	if set.Policy == nil && len(set.Settings) == 0 && len(set.Waivers) == 0 {
		return d, nil
	}
	if set.Policy != nil {
		approved := *set.Policy
		approved.Salesforce = maps.Clone(approved.Salesforce)
		for name, user := range approved.Salesforce {
			if user != nil {
				u := *user
				u.Location = evidence.Location{}
				approved.Salesforce[name] = &u
			}
		}
		set.Policy = &approved
	}
	for i := range set.Waivers {
		set.Waivers[i].Location = evidence.Location{}
	}
	data, err := json.Marshal(set)
	if err != nil {
		return d, fmt.Errorf("digest policy: %w", err)
	}
	sum := sha256.Sum256(data)
	d.Policy = "sha256:" + hex.EncodeToString(sum[:])
	return d, nil
}

// sortedKeys is the order in which everything kept by name is walked.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
