package roster

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// scimUser is a User of RFC 7643: what a roster needs of it. Names of attributes are
// compared without case, as the standard asks and encoding/json does.
type scimUser struct {
	ID          string    `json:"id"`
	UserName    string    `json:"userName"`
	Active      *scimBool `json:"active"`
	DisplayName string    `json:"displayName"`
	Name        struct {
		Formatted string `json:"formatted"`
		Given     string `json:"givenName"`
		Family    string `json:"familyName"`
	} `json:"name"`
	Title    string `json:"title"`
	UserType string `json:"userType"`
	Emails   []struct {
		Value   string   `json:"value"`
		Type    string   `json:"type"`
		Primary scimBool `json:"primary"`
	} `json:"emails"`
	Enterprise struct {
		EmployeeNumber string      `json:"employeeNumber"`
		Department     string      `json:"department"`
		Manager        scimManager `json:"manager"`
	} `json:"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"`
}

// scimBool takes "True" as well, which some services write.
type scimBool bool

// UnmarshalJSON reads a boolean or its word; null is false.
func (b *scimBool) UnmarshalJSON(data []byte) error {
	switch strings.ToLower(strings.Trim(string(data), `"`)) {
	case "true":
		*b = true
	case "false", "null":
		*b = false
	default:
		return errors.New("is neither true nor false")
	}
	return nil
}

// scimManager is a reference to a user: an object, or its id alone.
type scimManager struct {
	Value   string `json:"value"`
	Display string `json:"displayName"`
}

// UnmarshalJSON reads both forms. The manager decides nothing, so another form is nobody.
func (m *scimManager) UnmarshalJSON(data []byte) error {
	type object scimManager
	if json.Unmarshal(data, (*object)(m)) != nil {
		*m = scimManager{}
		_ = json.Unmarshal(data, &m.Value)
	}
	return nil
}

// walk gathers the users of all pages.
type walk struct {
	*reading
	total     *int
	cursor    bool              // the service pages by cursor
	seen      map[string]bool   // ids
	ids       map[string]string // id -> email, to name managers
	managers  []scimManager     // of people, by position
	repeated  int
	broken    tally // users that cannot be read
	homeless  tally // users without an address
	stateless tally // users who may be active or not
}

// tally counts users of a kind and keeps the id of the first.
type tally struct {
	count int
	first string
}

func (t *tally) add(id string) {
	if t.count == 0 {
		t.first = id
	}
	t.count++
}

// rows is how many users came.
func (w *walk) rows() int { return len(w.seen) + w.broken.count }

// take adds the users of a page, and tells whether it held one that had not come before.
func (w *walk) take(page *scimPage) (fresh bool) {
	before := w.rows()
	w.total, w.cursor = page.Total, w.cursor || page.NextCursor != ""
	for _, data := range page.Resources {
		var u scimUser
		if json.Unmarshal(data, &u) != nil || u.ID == "" {
			w.broken.add(u.ID)
			continue
		}
		if w.seen[u.ID] {
			w.repeated++
			continue
		}
		w.seen[u.ID] = true
		w.add(u)
	}
	return w.rows() > before
}

func (w *walk) add(u scimUser) {
	addresses := u.addresses()
	if len(addresses) == 0 {
		w.homeless.add(u.ID)
		return
	}
	p := Person{
		Email: addresses[0], Aliases: addresses[1:], Title: u.Title, Department: strings.TrimSpace(u.Enterprise.Department),
		EmployeeNumber: strings.TrimSpace(u.Enterprise.EmployeeNumber),
		Location:       evidence.Location{API: "scim/Users/" + u.ID},
	}
	for _, name := range []string{u.DisplayName, u.Name.Formatted, u.Name.Given + " " + u.Name.Family} {
		if p.Name == "" {
			p.Name = strings.TrimSpace(name)
		}
	}
	switch {
	case u.Active == nil:
		w.stateless.add(u.ID)
	case !bool(*u.Active):
		p.setStatus("inactive")
	default:
		if p.setStatus(u.UserType); p.Status != Terminated && !meansEmployed(p.Status) {
			p.setStatus("active")
		}
	}
	p.finish("", "")
	w.ids[u.ID] = p.Email
	w.people = append(w.people, p)
	w.managers = append(w.managers, u.Enterprise.Manager)
}

// addresses are the email addresses of a user, the one to call them by first: the primary one,
// then those of work, then others, then the user name. Private ones are left where they are.
func (u scimUser) addresses() []string {
	var ranks [4][]string
	add := func(rank int, text string) {
		if email, err := evidence.Email(text); err == nil {
			ranks[rank] = append(ranks[rank], email)
		}
	}
	for _, e := range u.Emails {
		switch {
		case bool(e.Primary):
			add(0, e.Value)
		case strings.EqualFold(e.Type, "work"):
			add(1, e.Value)
		case !strings.EqualFold(e.Type, "home"):
			add(2, e.Value)
		}
	}
	add(3, u.UserName)
	var all []string
	for _, rank := range ranks {
		all = append(all, rank...)
	}
	return all
}

// judge says why the pages that came are not all.
func (w *walk) judge(page *scimPage, fresh bool) {
	switch {
	case w.rows() >= maxPeople:
		w.doubt("lists more than %d users: set a filter", maxPeople)
	case page.NextCursor != "":
		w.doubt("gives the same page again and again")
	case w.cursor:
	case w.total == nil && len(page.Resources) == 0:
		w.doubt("does not say how many users there are (totalResults)")
	case w.total == nil:
		w.doubt("does not say how many users there are (totalResults), and gives the same page again")
	case w.rows() < *w.total && !fresh && len(page.Resources) > 0:
		w.doubt("gives the same page again and again: %d of %d users came", w.rows(), *w.total)
	}
}

// finish names the doubts about single users and turns ids of managers into addresses.
func (w *walk) finish() {
	if len(w.doubts) == 0 && w.total != nil && *w.total != w.rows() {
		w.doubt("says that it has %d users and gave %d (%d came twice): users changed while they were read, or its paging is broken", *w.total, w.rows(), w.repeated)
	}
	for _, d := range []struct {
		tally
		text string
	}{
		{w.broken, "has users that cannot be read"},
		{w.homeless, "has users without an email address, who cannot be matched (a filter can leave service accounts out)"},
		{w.stateless, "does not say of some users whether they are active"},
	} {
		if d.count > 0 {
			w.doubt("%s: %d (the first is %s)", d.text, d.count, evidence.Quote(d.first))
		}
	}
	for i, m := range w.managers {
		if w.people[i].Manager = w.ids[m.Value]; w.people[i].Manager == "" {
			w.people[i].Manager = strings.TrimSpace(m.Display)
		}
	}
}
