package clay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// maxAnswerBytes bounds one answer of a program or an API.
const maxAnswerBytes = 32 << 20

// refusal is why something that was asked was not answered. It never repeats what came back,
// since that may hold a secret.
type refusal struct {
	reason string
	same   bool // asking the same of another thing would get the same
	final  bool // and so would asking for something else
}

func (r *refusal) Error() string { return r.reason }

// drift is an answer of another shape than this version reads.
func drift(what string) *refusal {
	return &refusal{reason: "the answer has a shape this version does not know (" + what + "): update leastwise, or keep the section in the inventory"}
}

// item is one entry of an answered list, with the line it starts on.
type item struct {
	raw  json.RawMessage
	line int
}

// page reads a list: the answer itself, or what stands under key in it. The cursor is that of
// the next page, "" on the last. more is a key beside the list that says, or may say, that the
// list goes on in a way that is not followed; before is how many entries came on earlier pages.
// Other keys are passed over.
func page(data []byte, key string, before int) (list []item, cursor, more string, err error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	open, err := dec.Token()
	if err != nil {
		return nil, "", "", drift("it is not JSON")
	}
	found, pages, beside := false, 0, map[string]json.RawMessage{}
	switch open {
	case json.Delim('['):
		found = true
		list, err = elements(dec, data)
	case json.Delim('{'):
		for dec.More() && err == nil {
			var name json.Token
			if name, err = dec.Token(); err != nil {
				break
			}
			switch name {
			case key:
				if found {
					return nil, "", "", drift(key + " is given twice")
				}
				found = true
				if open, tokenErr := dec.Token(); tokenErr != nil || open != json.Delim('[') {
					return nil, "", "", drift(key + " is not a list")
				}
				list, err = elements(dec, data)
			case "cursor":
				if pages++; dec.Decode(&cursor) != nil || pages > 1 {
					return nil, "", "", drift("cursor is not one text")
				}
			default:
				var other json.RawMessage
				err = dec.Decode(&other)
				word, _ := name.(string)
				if _, twice := beside[word]; twice {
					return nil, "", "", drift("it has a key twice")
				}
				beside[word] = other
				if err == nil && tellsError(word, other) {
					return nil, "", "", drift("it says that something went wrong")
				}
			}
		}
		if err == nil {
			_, err = dec.Token()
		}
	default:
		return nil, "", "", drift("it is neither a list nor an object")
	}
	if _, end := dec.Token(); err == nil && !errors.Is(end, io.EOF) {
		return nil, "", "", drift("something follows the JSON")
	}
	switch {
	case err != nil:
		return nil, "", "", drift("it is not JSON")
	case !found:
		return nil, "", "", drift("it has no " + key)
	}
	return list, cursor, goesOn(beside, before+len(list)), nil
}

// elements reads the rest of a list of which the opening bracket was read.
func elements(dec *json.Decoder, data []byte) ([]item, error) {
	list := []item{}
	line, at := 1, 0
	for dec.More() {
		start := int(dec.InputOffset())
		for start < len(data) && bytes.IndexByte([]byte(" \t\r\n,"), data[start]) >= 0 {
			start++
		}
		line += bytes.Count(data[at:start], []byte("\n"))
		at = start
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, err
		}
		list = append(list, item{raw: raw, line: line})
	}
	_, err := dec.Token()
	return list, err
}

// object reads one answer into a struct: fields it does not name are passed over, those it
// names must have their type.
func object(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	var kind *json.UnmarshalTypeError
	var wrong *refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return wrong
	case errors.As(err, &kind) && kind.Field != "":
		return drift(kind.Field + " has another type")
	case errors.As(err, &kind):
		return drift("it has another type")
	}
	return drift("it is not JSON")
}

// each reads the entries of a list into structs; an entry of another shape spoils the list.
func each[T any](list []item, what string, take func(T, item) error) error {
	for i, it := range list {
		var v T
		err := object(it.raw, &v)
		if err == nil {
			err = take(v, it)
		}
		var wrong *refusal
		if errors.As(err, &wrong) {
			return &refusal{reason: fmt.Sprintf("%s[%d]: %s", what, i, wrong.reason), final: wrong.final}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ident is an id, which Clay writes as text or as a number.
type ident string

// safeIdent is what an id may be: it becomes an argument, a path and a file name.
var safeIdent = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$`)

// UnmarshalJSON takes text or a whole number.
func (i *ident) UnmarshalJSON(data []byte) error {
	s := string(data)
	if s == "null" {
		return nil
	}
	if data[0] == '"' {
		if err := json.Unmarshal(data, &s); err != nil {
			return drift("an id is not text")
		}
	}
	if !safeIdent.MatchString(s) {
		return drift("an id is not letters, digits, - and _")
	}
	*i = ident(s)
	return nil
}

// stamp is a moment in an answer.
type stamp evidence.Time

// UnmarshalJSON takes RFC 3339, and nothing for a moment that is not known.
func (s *stamp) UnmarshalJSON(data []byte) error {
	var text *string
	if err := json.Unmarshal(data, &text); err != nil {
		return drift("a time is not text")
	}
	if text == nil || *text == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, *text)
	if err != nil || t.UTC().Year() < 1970 || t.UTC().Year() > 9998 {
		return drift("a time is not written as RFC 3339")
	}
	*s = stamp(evidence.NewTime(t))
	return nil
}
