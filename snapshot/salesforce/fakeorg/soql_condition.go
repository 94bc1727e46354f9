package fakeorg

import (
	"regexp"
	"strings"
)

// condition reads conditions that are all joined by AND or all by OR: Salesforce wants
// parentheses where they are mixed.
func (p *parser) condition() (*cond, error) {
	first, err := p.simple()
	if err != nil {
		return nil, err
	}
	all := &cond{kids: []*cond{first}}
	for {
		op := strings.ToLower(p.peek().text)
		if p.peek().kind != "word" || op != "and" && op != "or" || all.op != "" && op != all.op {
			break
		}
		p.next()
		all.op = op
		kid, err := p.simple()
		if err != nil {
			return nil, err
		}
		all.kids = append(all.kids, kid)
	}
	if all.op == "" {
		return first, nil
	}
	return all, nil
}

func (p *parser) simple() (*cond, error) {
	if p.is("NOT") {
		kid, err := p.simple()
		return &cond{op: "not", kids: []*cond{kid}}, err
	}
	if p.is("(") {
		inner, err := p.condition()
		if err == nil && !p.is(")") {
			err = p.unexpected()
		}
		return inner, err
	}
	field, err := p.word()
	if err != nil {
		return nil, err
	}
	c := &cond{path: field.text, at: field.at}
	switch {
	case p.is("IN"):
		c.op = "in"
	case p.is("NOT", "IN"):
		c.op = "not in"
	case p.is("LIKE"):
		c.op = "like"
	case strings.Contains("= != <> < > <= >=", p.peek().text) && p.peek().kind == "punct":
		c.op = strings.Replace(p.next().text, "<>", "!=", 1)
	default:
		return nil, p.unexpected()
	}
	if c.op != "in" && c.op != "not in" {
		value, err := p.literal()
		c.values = []literal{value}
		return c, err
	}
	if !p.is("(") {
		return nil, p.unexpected()
	}
	if strings.EqualFold(p.peek().text, "SELECT") {
		if c.sub, err = p.query(); err != nil {
			return nil, err
		}
	} else {
		for more := true; more; more = p.is(",") {
			value, err := p.literal()
			if err != nil {
				return nil, err
			}
			c.values = append(c.values, value)
		}
	}
	if !p.is(")") {
		return nil, p.unexpected()
	}
	return c, nil
}

func (p *parser) literal() (literal, error) {
	t := p.next()
	switch {
	case t.kind == "string":
		return literal{"string", unescape(t.text[1 : len(t.text)-1])}, nil
	case t.kind == "number", t.kind == "time":
		return literal{t.kind, t.text}, nil
	case strings.EqualFold(t.text, "null"):
		return literal{kind: "null"}, nil
	case strings.EqualFold(t.text, "true"), strings.EqualFold(t.text, "false"):
		return literal{"boolean", strings.ToLower(t.text)}, nil
	case t.kind == "word" && dateLiteral.MatchString(t.text):
		return literal{"range", strings.ToUpper(t.text)}, nil
	}
	return literal{}, refuse("MALFORMED_QUERY", p.text, t.at, "unexpected token: '%s'", t.text)
}

var dateLiteral = regexp.MustCompile(`(?i)^(TODAY|YESTERDAY|(LAST|NEXT|N)_N_DAYS:\d+|N_DAYS_AGO:\d+)$`)

func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			switch s[i] {
			case 'n':
				b.WriteByte('\n')
				continue
			case 't':
				b.WriteByte('\t')
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
