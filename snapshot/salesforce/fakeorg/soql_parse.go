package fakeorg

import (
	"fmt"
	"regexp"
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

// soqlError is a refusal of a query, in the words of Salesforce.
type soqlError struct{ code, message string }

func (e *soqlError) Error() string { return e.code + ": " + e.message }

// refuse points at a place of the query as Salesforce does.
func refuse(code, text string, at int, format string, args ...any) error {
	from, to := max(0, at-40), min(len(text), at+40)
	return &soqlError{code, fmt.Sprintf("\n%s\n%s^\nERROR at Row:1:Column:%d\n%s",
		strings.ToValidUTF8(text[from:to], ""), strings.Repeat(" ", at-from), at+1, fmt.Sprintf(format, args...))}
}

type token struct {
	kind string // word, string, number, time, punct, end
	text string
	at   int
}

var tokens = regexp.MustCompile(`(?i)^(?:` +
	`(\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2}))?)|` +
	`(-?\d+(?:\.\d+)?)|` +
	`([A-Z_][A-Z0-9_.]*(?::\d+)?)|` +
	`('(?:[^'\\]|\\.)*')|` +
	`(<=|>=|!=|<>|[=<>(),]))`)

func lex(text string) ([]token, error) {
	var list []token
	for at := 0; at < len(text); {
		if strings.ContainsRune(" \t\r\n", rune(text[at])) {
			at++
			continue
		}
		m := tokens.FindStringSubmatch(text[at:])
		if m == nil {
			return nil, refuse("MALFORMED_QUERY", text, at, "line 1:%d no viable alternative at character '%c'", at, text[at])
		}
		for i, kind := range []string{"time", "number", "word", "string", "punct"} {
			if m[i+1] != "" {
				list = append(list, token{kind, m[0], at})
			}
		}
		at += len(m[0])
	}
	return append(list, token{"end", "<EOF>", len(text)}), nil
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
