package attest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// The words of in-toto and of ours.
const (
	statementType = "https://in-toto.io/Statement/v1"
	PredicateType = "https://github.com/leastwise/leastwise/attestation/v1"
)

// Subject is a file by its base name and digest.
type Subject struct {
	Name   string `json:"name"`
	Digest Digest `json:"digest"`
}

// Digest is the SHA-256 of a file in lower-case hex.
type Digest struct {
	SHA256 string `json:"sha256"`
}

// Statement says that files with these digests are the result of one run.
type Statement struct {
	Type          string    `json:"_type"`
	Subject       []Subject `json:"subject"` // sorted by name
	PredicateType string    `json:"predicateType"`
	Predicate     Predicate `json:"predicate"`
}

// Predicate is what the signer says of the subjects. Digests are "sha256:<hex>", "" where no
// subject says them.
type Predicate struct {
	Tool     string `json:"tool"`               // name and version of the signing program
	Snapshot string `json:"snapshot,omitempty"` // digests of the assessment among the subjects
	Policy   string `json:"policy,omitempty"`
	Rules    string `json:"rules,omitempty"`
	TakenAt  string `json:"taken_at,omitempty"` // of the snapshot
}

// NewStatement is a statement over subjects, sorted. Two subjects of one name are an error.
func NewStatement(subjects []Subject, p Predicate) (*Statement, error) {
	s := &Statement{Type: statementType, Subject: slices.Clone(subjects), PredicateType: PredicateType, Predicate: p}
	slices.SortFunc(s.Subject, func(a, b Subject) int { return strings.Compare(a.Name, b.Name) })
	if err := s.valid(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Statement) valid() error {
	switch {
	case s.Type != statementType:
		return fmt.Errorf("statement has the type %q, not %s", s.Type, statementType)
	case s.PredicateType != PredicateType:
		return fmt.Errorf("statement has the predicate %q, not %s", s.PredicateType, PredicateType)
	case len(s.Subject) == 0:
		return fmt.Errorf("statement names no file")
	}
	for i, subject := range s.Subject {
		switch {
		case subject.Name == "" || len(subject.Digest.SHA256) != 64:
			return fmt.Errorf("statement has a subject without name or digest")
		case i > 0 && s.Subject[i-1].Name == subject.Name:
			return fmt.Errorf("statement names %q twice", subject.Name)
		}
	}
	return nil
}

// strict reads one JSON value of exactly the fields that into has.
func strict(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("not the JSON it should be: %w", err)
	}
	if dec.More() {
		return fmt.Errorf("something follows the JSON value")
	}
	return nil
}
