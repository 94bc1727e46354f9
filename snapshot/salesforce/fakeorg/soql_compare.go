package fakeorg

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// compare makes the test of one value.
func (v *view) compare(text string, c *cond, p path, value literal) (test, error) {
	column := p.last()
	wrong := func(kind string, quoted bool) error {
		not := "not "
		if quoted {
			not = ""
		}
		return refuse("INVALID_FIELD", text, c.at, "value of filter criterion for field '%s' must be of type %s and should %sbe enclosed in quotes", column.name, kind, not)
	}
	op := map[string]string{"in": "=", "not in": "="}[c.op]
	if op == "" {
		op = c.op
	}
	if value.kind == "null" || value.kind == "string" && value.text == "" {
		if op != "=" && op != "!=" {
			return nil, refuse("INVALID_QUERY_FILTER_OPERATOR", text, c.at, "operator %s cannot be used with null", op)
		}
		return func(r row) bool { return (v.value(r, p) == nil) == (op == "=") }, nil
	}
	switch column.kind {
	case "boolean":
		if value.kind != "boolean" {
			return nil, wrong("boolean", false)
		}
		return func(r row) bool { return (v.value(r, p) == (value.text == "true")) == (op == "=") }, nil
	case "int", "double":
		want, err := strconv.ParseFloat(value.text, 64)
		if value.kind != "number" || err != nil {
			return nil, wrong(column.kind, false)
		}
		return v.ordered(p, op, func(got any) int { n, _ := got.(int64); return cmp.Compare(float64(n), want) }), nil
	case "datetime":
		if value.kind != "time" && value.kind != "range" || value.kind == "time" && !strings.Contains(value.text, "T") {
			return nil, wrong("dateTime", false)
		}
		from, to, ok := v.span(value)
		if !ok {
			return nil, refuse("MALFORMED_QUERY", text, c.at, "line 1:%d no viable alternative at input '%s'", c.at, value.text)
		}
		return v.ordered(p, op, func(got any) int {
			t, _ := got.(time.Time)
			switch {
			case t.Before(from):
				return -1
			case t.After(to):
				return 1
			}
			return 0
		}), nil
	}
	if value.kind != "string" {
		return nil, wrong("string", true)
	}
	if op == "like" {
		pattern := regexp.QuoteMeta(value.text)
		like := regexp.MustCompile("(?is)^" + strings.NewReplacer("%", ".*", "_", ".").Replace(pattern) + "$")
		return func(r row) bool { s, ok := v.value(r, p).(string); return ok && like.MatchString(s) }, nil
	}
	if len(column.targets) > 0 || column.kind == "id" {
		return v.compareID(text, c, p, op, value.text)
	}
	want := strings.ToLower(value.text) // text is compared without regard to case
	if column.name == "DurableId" {
		return v.ordered(p, op, func(got any) int { s, _ := got.(string); return cmp.Compare(s, value.text) }), nil
	}
	return v.ordered(p, op, func(got any) int { s, _ := got.(string); return cmp.Compare(strings.ToLower(s), want) }), nil
}

// compareID compares ids of 15 or 18 characters, with regard to case. EntityDefinitionId takes
// an object's durable id.
func (v *view) compareID(text string, c *cond, p path, op, want string) (test, error) {
	if p.last().name != "EntityDefinitionId" {
		if len(want) != 15 && len(want) != 18 {
			return nil, refuse("INVALID_QUERY_FILTER_OPERATOR", text, c.at, "invalid ID field: %s", want)
		}
		want = want[:15]
	}
	return v.ordered(p, op, func(got any) int {
		s, _ := got.(string)
		if len(s) == 18 && len(want) == 15 {
			s = s[:15]
		}
		return cmp.Compare(s, want)
	}), nil
}

// ordered applies an operator. Null satisfies != alone.
func (v *view) ordered(p path, op string, compare func(any) int) test {
	return func(r row) bool {
		got := v.value(r, p)
		if got == nil {
			return op == "!="
		}
		n := compare(got)
		switch op {
		case "=":
			return n == 0
		case "!=":
			return n != 0
		case "<":
			return n < 0
		case ">":
			return n > 0
		case "<=":
			return n <= 0
		}
		return n >= 0
	}
}

// span is the time that a literal names, from its first to its last moment.
func (v *view) span(value literal) (from, to time.Time, ok bool) {
	if value.kind == "time" {
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999-0700"} {
			if t, err := time.Parse(layout, value.text); err == nil {
				return t, t, true
			}
		}
		return from, to, false
	}
	name, number, _ := strings.Cut(value.text, ":")
	n, _ := strconv.Atoi(number)
	day := v.now.UTC().Truncate(24 * time.Hour)
	end := func(t time.Time) time.Time { return t.Add(24*time.Hour - time.Nanosecond) }
	switch name {
	case "TODAY":
		return day, end(day), true
	case "YESTERDAY":
		return day.AddDate(0, 0, -1), day.Add(-time.Nanosecond), true
	case "LAST_N_DAYS":
		return day.AddDate(0, 0, -n), end(day), true
	case "NEXT_N_DAYS":
		return day.AddDate(0, 0, 1), end(day.AddDate(0, 0, n)), true
	}
	return day.AddDate(0, 0, -n), end(day.AddDate(0, 0, -n)), name == "N_DAYS_AGO"
}
