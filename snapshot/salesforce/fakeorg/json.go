package fakeorg

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// jsonObject is a JSON object that keeps its order, as Salesforce's records do.
type jsonObject []jsonMember

type jsonMember struct {
	name  string
	value any
}

// jsonOf makes an object of names and values in turn.
func jsonOf(namesAndValues ...any) jsonObject {
	o := jsonObject{}
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		o = append(o, jsonMember{fmt.Sprint(namesAndValues[i]), namesAndValues[i+1]})
	}
	return o
}

// MarshalJSON writes the members in their order.
func (o jsonObject) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, member := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(member.name)
		if err != nil {
			return nil, fmt.Errorf("encode name: %w", err)
		}
		value, err := json.Marshal(member.value)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", member.name, err)
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// restTime is a moment as REST writes it.
func restTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000-0700") }

// restValue is a value as REST writes it.
func restValue(value any) any {
	if t, ok := value.(time.Time); ok {
		return restTime(t)
	}
	return value
}
