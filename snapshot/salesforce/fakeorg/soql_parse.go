package fakeorg

import (
	"strconv"
	"strings"
)

// query is a parsed SOQL statement.
type query struct {
	text    string
	items   []item
	count   bool // SELECT COUNT()
	object  string
	at      int // of the object's name
	where   *cond
	group   []item
	order   []ordering
	limit   int // -1: none
	offset  int
	hasLim  bool
	usesAgg bool
}

// item is one selected field or aggregate.
type item struct {
	path  string // as written
	at    int
	fn    string // COUNT, MIN, MAX
	alias string
}

type ordering struct {
	item
	desc, nullsLast bool
}

// cond is a condition: and, or, not over kids, or a comparison.
type cond struct {
	op     string
	kids   []*cond
	path   string
	at     int
	values []literal
	sub    *query
}

// literal is one value of a condition.
type literal struct {
	kind string // string, null, boolean, number, time, range
	text string
}

type parser struct {
	text   string
	tokens []token
	pos    int
}

// parseSOQL reads one SELECT statement.
func parseSOQL(text string) (*query, error) {
	list, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{text: text, tokens: list}
	q, err := p.query()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != "end" {
		return nil, p.unexpected()
	}
	return q, nil
}

func (p *parser) peek() token { return p.tokens[p.pos] }

func (p *parser) next() token {
	t := p.tokens[p.pos]
	if t.kind != "end" {
		p.pos++
	}
	return t
}

// is takes the words, if they come next.
func (p *parser) is(words ...string) bool {
	for i, word := range words {
		if p.pos+i >= len(p.tokens) || !strings.EqualFold(p.tokens[p.pos+i].text, word) || p.tokens[p.pos+i].kind == "string" {
			return false
		}
	}
	p.pos += len(words)
	return true
}

func (p *parser) unexpected() error {
	t := p.peek()
	return refuse("MALFORMED_QUERY", p.text, t.at, "unexpected token: '%s'", t.text)
}

func (p *parser) word() (token, error) {
	if p.peek().kind != "word" {
		return token{}, p.unexpected()
	}
	return p.next(), nil
}

func (p *parser) number() (int, error) {
	n, err := strconv.Atoi(p.peek().text)
	if err != nil || n < 0 {
		return 0, p.unexpected()
	}
	p.next()
	return n, nil
}

func (p *parser) query() (*query, error) {
	q := &query{text: p.text, limit: -1}
	if !p.is("SELECT") {
		return nil, p.unexpected()
	}
	if p.is("COUNT", "(", ")") {
		q.count = true
	} else if err := p.items(q); err != nil {
		return nil, err
	}
	if !p.is("FROM") {
		return nil, p.unexpected()
	}
	name, err := p.word()
	if err != nil {
		return nil, err
	}
	q.object, q.at = name.text, name.at
	if p.is("WHERE") {
		if q.where, err = p.condition(); err != nil {
			return nil, err
		}
	}
	return q, p.tail(q)
}

// items reads the list behind SELECT.
func (p *parser) items(q *query) error {
	for {
		it, err := p.item()
		if err != nil {
			return err
		}
		q.usesAgg = q.usesAgg || it.fn != ""
		if it.fn != "" && p.peek().kind == "word" && !strings.EqualFold(p.peek().text, "FROM") {
			it.alias = p.next().text
		}
		q.items = append(q.items, it)
		if !p.is(",") {
			return nil
		}
	}
}

func (p *parser) item() (item, error) {
	t, err := p.word()
	if err != nil {
		return item{}, err
	}
	if !p.is("(") {
		return item{path: t.text, at: t.at}, nil
	}
	fn := strings.ToUpper(t.text)
	if fn != "COUNT" && fn != "MIN" && fn != "MAX" && fn != "FIELDS" {
		return item{}, refuse("MALFORMED_QUERY", p.text, t.at, "unexpected token: '%s'", t.text)
	}
	if fn == "FIELDS" {
		return item{}, refuse("MALFORMED_QUERY", p.text, t.at, "The SOQL FIELDS function must have a LIMIT of at most 200")
	}
	field, err := p.word()
	if err != nil {
		return item{}, err
	}
	if !p.is(")") {
		return item{}, p.unexpected()
	}
	return item{path: field.text, at: field.at, fn: fn}, nil
}

// tail reads what stands behind WHERE.
func (p *parser) tail(q *query) error {
	if p.is("GROUP", "BY") {
		for more := true; more; more = p.is(",") {
			it, err := p.item()
			if err != nil {
				return err
			}
			q.group = append(q.group, it)
		}
		q.usesAgg = true
	}
	if p.is("ORDER", "BY") {
		for more := true; more; more = p.is(",") {
			it, err := p.item()
			if err != nil {
				return err
			}
			by := ordering{item: it}
			if p.is("DESC") {
				by.desc = true
			} else {
				p.is("ASC")
			}
			if p.is("NULLS", "LAST") {
				by.nullsLast = true
			} else {
				p.is("NULLS", "FIRST")
			}
			q.order = append(q.order, by)
		}
	}
	var err error
	if p.is("LIMIT") {
		q.hasLim = true
		if q.limit, err = p.number(); err != nil {
			return err
		}
	}
	if p.is("OFFSET") {
		if q.offset, err = p.number(); err != nil {
			return err
		}
		if q.offset > 2000 {
			return &soqlError{"NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000"}
		}
	}
	return nil
}
