package main

import (
	"encoding/json"
	"io"
	"strings"
)

// kind is what a document is.
type kind int

const (
	kindOther kind = iota
	kindSnapshot
	kindAssessment
)

func (k kind) String() string {
	return [...]string{"neither a snapshot nor an assessment", "a snapshot", "an assessment"}[k]
}

// kindOf tells what a document is by its keys, as far as it has to read: an assessment has verdicts,
// a snapshot has coverage and none. What is packed is a snapshot, since nothing else is written so.
// What is wrong with a document is left to its reader.
func kindOf(name string, from io.Reader) kind {
	if strings.HasSuffix(name, ".gz") {
		return kindSnapshot
	}
	decoder := json.NewDecoder(from)
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return kindOther
	}
	seen := map[json.Token]bool{}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			break
		}
		seen[key] = true
		switch key {
		case "verdicts":
			return kindAssessment
		case "clay", "salesforce", "roster": // large, and no assessment has them
			if seen["coverage"] {
				return kindSnapshot
			}
		}
		if skipValue(decoder) != nil {
			break
		}
	}
	if seen["version"] && seen["tool"] && seen["coverage"] {
		return kindSnapshot
	}
	return kindOther
}

func skipValue(decoder *json.Decoder) error {
	for depth := 0; ; {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}
