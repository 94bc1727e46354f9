package roster

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// field is what a column of a CSV holds: a fact of Person, or one that the reader makes it of.
type field string

const (
	fieldEmail   field = "email"
	fieldLogin   field = "login" // an address too: the email where no column is one, else an alias
	fieldName    field = "name"
	fieldTitle   field = "title"
	fieldStatus  field = "status"
	fieldActive  field = "active"   // yes of whoever works here
	fieldGone    field = "inactive" // yes of whoever left
	fieldResting field = "suspended"
	fieldStart   field = "start"
	fieldEnd     field = "end"
	fieldAliases field = "aliases"
	fieldNone    field = "ignore"
)

// fields are those that sources.roster.columns may name.
var fields = []string{"active", "aliases", "email", "end", "ignore", "inactive", "login", "name", "start", "status", "title"}

// repeated are the fields that several columns may hold; of what they say, what tells against the
// person counts.
var repeated = []field{fieldStatus, fieldActive, fieldGone, fieldResting, fieldStart, fieldEnd, fieldAliases}

// columns maps the fields of a person to the positions of their columns.
type columns struct {
	header []string
	of     map[field][]int
	other  []int // columns that are no field, and that nobody said to ignore
}

// first is the position of the one column of a field, -1 where there is none.
func (c *columns) first(f field) int {
	if at := c.of[f]; len(at) > 0 {
		return at[0]
	}
	return -1
}

// has tells whether there is a column of one of the fields.
func (c *columns) has(fields ...field) bool {
	return slices.ContainsFunc(fields, func(f field) bool { return len(c.of[f]) > 0 })
}

// columnsOf maps a header, or says what is wrong with it. What the operator says of a column, by
// its title, counts before its title does.
func columnsOf(header []string, declared map[string]string) (c *columns, problem string) {
	c = &columns{header: header, of: map[field][]int{}}
	said := map[string]field{}
	for title, as := range declared {
		said[evidence.Letters(title)] = field(as)
	}
	seen := map[string]bool{}
	for i, title := range header {
		letters := evidence.Letters(title)
		seen[letters] = true
		f, ok := said[letters]
		if !ok {
			f = fieldOf(title)
		}
		switch {
		case f == fieldNone:
			continue
		case f == "":
			c.other = append(c.other, i)
			continue
		case c.has(f) && !slices.Contains(repeated, f):
			return nil, fmt.Sprintf("columns %s and %s both mean %s: remove or rename one, or declare it ignore under sources.roster.columns",
				evidence.Quote(header[c.first(f)]), evidence.Quote(title), f)
		}
		c.of[f] = append(c.of[f], i)
	}
	for title, as := range sorted(declared) {
		if !seen[evidence.Letters(title)] && field(as) != fieldNone {
			return nil, fmt.Sprintf("has no column %s, which sources.roster.columns declares: correct its name there", evidence.Quote(title))
		}
	}
	if !c.has(fieldEmail) {
		c.of[fieldEmail] = c.of[fieldLogin]
		delete(c.of, fieldLogin)
	}
	if !c.has(fieldEmail) {
		if len(header) == 1 && strings.ContainsAny(header[0], ";\t|") {
			return nil, "has one column: separate the columns by commas"
		}
		return nil, "has no email column: the first line names the columns, at least email"
	}
	for _, i := range c.other {
		if problem := looksLike(header[i]); problem != "" {
			return nil, problem
		}
	}
	return c, ""
}

// Headers of unknown columns that may say when or whether an employment ended, and those of them
// that say something else. They are matched with a header's letters and digits, in lower case.
var (
	endLike = regexp.MustCompile(`terminat|exit|leaver|leaving|dateleft|leavedate|leftdate|lefton|separat|offboard|resign|dismiss|inactive|deactivat|` +
		`lastday|lastdate|lastworking|lastwork|departure|contractend|employmentend|endof(employment|contract|service|work|assignment)|enddate|endson|` +
		`finishdate|expir|until|validto|austritt|austrett|ausgeschieden|ausscheid|letzterarbeit|letztertag|vertragsende|besch[äa]ftigungsende|` +
		`enddatum|endedatum|k[üu]ndig|befrist|g[üu]ltigbis|sortie|fin(de)?contrat|datefin|datedefin|dernierjour|d[ée]part$|licenciement|rupture|` +
		`uitdienst|einddatum|fechadebaja|fechafin|datafine|cessazione`)
	notEnd = regexp.MustCompile(`reason|grund|motif|probation|probezeit|type$|typ$|notes?$|comment|eligib|k[üu]ndigungsfrist|noticeperiod|` +
		`passport|visa|licen[cs]e|permit|card|certif|password|insur|document|training|vaccin|warrant|flexi|subscription`)
	stateLike = regexp.MustCompile(`status|statut|lifecycle|enabled|disabled|suspend|archived|blocked|blockcred|deprovision|deactivat|` +
		`gesperrt|inaktiv|inactif|(is|still|currently)employed|formeremployee|^former$|^(is|user|account|employee|employment|worker|currently)?(in)?active` +
		`(flag|yn|user|employee|account|worker)?$|^aktiv|(user|account|employment|employee|worker|personnel|lifecycle)state`)
	notState = regexp.MustCompile(`marital|civil|famil|visa|immigra|citizen|residen|militar|veteran|flsa|exempt|tax|filing|onboarding|background|vaccin|` +
		`mfa|2sv|2fa|2step|twofactor|twostep|password|sync|licen[cs]|insur|benefit|eeo|minorit|disabilit|i9|training|certif|timesheet|invit|approv|` +
		`student|smok|union|cobra|401k|pension|health|equipment|laptop|vehicle|document|signature|review|goal|payment|enrol|notif|selfemployed|` +
		`statusdate|statuschange|statussince|statuseffective|statusreason|statusnote|statuscomment`)
)

// looksLike says what is wrong with an unknown column that may tell who left: to ignore it would
// keep everybody employed.
func looksLike(title string) string {
	letters := evidence.Letters(title)
	switch {
	case endLike.MatchString(letters) && !notEnd.MatchString(letters):
		return fmt.Sprintf("column %s looks like the end of employment: declare under sources.roster.columns what it is, end or ignore", evidence.Quote(title))
	case stateLike.MatchString(letters) && !notState.MatchString(letters) && !endLike.MatchString(letters):
		return fmt.Sprintf("column %s looks like whether somebody works here: declare under sources.roster.columns what it is, "+
			"status, active (yes of whoever works here), inactive (yes of whoever left) or ignore", evidence.Quote(title))
	}
	return ""
}

// aside tells that a column may hold the words for having left and mean something else by them:
// why somebody left, or that they are separated from a spouse.
func aside(title string) bool {
	letters := evidence.Letters(title)
	return notState.MatchString(letters) || endLike.MatchString(letters) && notEnd.MatchString(letters)
}
