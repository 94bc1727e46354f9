package clay

import (
	"context"
	"errors"
	"net/url"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// maxPages bounds a list: a CLI that gives a cursor for ever is not followed for ever.
const maxPages = 1000

// cli is one reading through the CLI.
type cli struct {
	ctx   context.Context
	ask   ask
	facts *facts
	stop  *refusal // once set, nothing more is asked
	err   error    // not a gap: the run was stopped, or a file is broken
}

// askCLI asks the CLI, or reads its answers. What it does not answer is in facts.failed; the
// error is one of the configuration or a stopped run.
func askCLI(ctx context.Context, w world, c *Config, id, name string) (*facts, error) {
	k := &cli{ctx: ctx, facts: newFacts(sourceCLI, "clay CLI", evidence.NewTime(w.takenAt))}
	var number string
	var err error
	if k.ask, number, k.facts.at, err = w.cli(ctx, w, c.CLI); err == nil {
		k.facts.label += " " + number
		err = k.identify(id, name)
	}
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		k.facts.failed = append(k.facts.failed, refused.reason)
		return k.facts, nil
	case err != nil:
		return nil, err
	}
	for _, q := range []struct {
		what, section string
		ask           func() error
	}{
		{"workbooks", "workbooks", k.workbooks},
		{"tables", "tables", k.tables},
		{"columns", "columns", k.columns},
		{"api_keys", "api_keys", k.keys},
		{"credits", "workspace", k.credits},
		{"top_up", "workspace", k.topUp},
		{"routines", "routines", k.routines},
		{"webhooks", "outbound_webhooks", k.outbound},
	} {
		if c.CLI.asks(q.what) {
			k.section(q.section, q.ask)
		}
	}
	return k.facts, k.err
}

// section asks one question and records how it went.
func (k *cli) section(name string, question func() error) {
	if k.err != nil {
		return
	}
	err := error(k.stop)
	if k.stop == nil {
		err = question()
	}
	var refused *refusal
	switch {
	case err == nil:
	case errors.As(err, &refused):
		k.facts.fail(name, refused.reason)
		if refused.final {
			k.stop = refused
		}
	default:
		k.err = err
	}
}

// read asks for one object, whose check says what it has to hold.
func (k *cli) read(into interface{ checked() error }, args ...string) error {
	data, file, err := k.ask(k.ctx, 1, args...)
	if err != nil {
		return err
	}
	return within(file, checkedObject(data, into))
}

// within names the file that an answer was read from, where there is one.
func within(file string, err error) error {
	var refused *refusal
	if file == "" || !errors.As(err, &refused) {
		return err
	}
	named := *refused
	named.reason = file + ": " + refused.reason
	return &named
}

// list asks for every page of a list.
func list[T interface {
	checked() error
	key() string
}](k *cli, take func(T, evidence.Location) error, args ...string) error {
	cursor, came, seen := "", 0, map[string]bool{}
	for n := 1; n <= maxPages; n++ {
		asked := args
		if cursor != "" {
			asked = append(append([]string{}, args...), "--cursor="+cursor)
		}
		data, file, err := k.ask(k.ctx, n, asked...)
		if err != nil {
			return err
		}
		items, next, more, err := page(data, "data", came)
		if err != nil {
			return within(file, err)
		}
		if err := each(items, "data", func(v T, it item) error {
			if err := v.checked(); err != nil {
				return err
			}
			if seen[v.key()] {
				return drift("it lists a thing twice")
			}
			seen[v.key()] = true
			return take(v, place(file, it.line, args))
		}); err != nil {
			return within(file, err)
		}
		came += len(items)
		switch {
		case next == "" && more != "":
			return within(file, unfollowed(more))
		case next == "":
			return nil
		}
		if next == cursor {
			return within(file, drift("the next page is the same page"))
		}
		cursor = next
	}
	return drift("it has more than " + index(maxPages) + " pages")
}

// unfollowed is a list of which this version has read what it could.
func unfollowed(key string) *refusal {
	return &refusal{reason: "the answer says that the list goes on (" + key + "), in a way this version does not follow: update leastwise, or keep the section in the inventory"}
}

// place is where an answer was read: a line of a file, or the command.
func place(file string, line int, args []string) evidence.Location {
	if file == "" {
		return evidence.Location{API: command(args)}
	}
	return evidence.Location{File: file, Line: max(1, line)}
}

// identify holds the workspace that the CLI is signed in to against the one that is meant.
func (k *cli) identify(id, name string) error {
	var me whoami
	if err := k.read(&me, "whoami"); err != nil {
		return err
	}
	if me.User != nil {
		k.facts.user = string(me.User.ID)
	}
	k.facts.workspace = string(me.Workspace.ID)
	if id == "" {
		return nil // nobody has said which is meant
	}
	return sameWorkspace("the clay CLI is signed in to", string(me.Workspace.ID), me.Workspace.Name, id, name)
}

// sameWorkspace refuses facts about another workspace than the one that is meant.
func sameWorkspace(who, gotID, gotName, id, name string) error {
	if gotID == id || gotName != "" && (gotName == id || gotName == name) {
		return nil
	}
	return &refusal{final: true, reason: who + " workspace " + evidence.Quote(gotID) + ", which is not " + evidence.Quote(id) +
		": sign in to the right one, or write that id under workspace in the inventory"}
}

func (k *cli) workbooks() error {
	err := list(k, func(b cliNamed, at evidence.Location) error {
		k.facts.ws.Workbooks = append(k.facts.ws.Workbooks, Workbook{ID: string(b.ID), Name: b.name(), Location: at})
		return nil
	}, "workbooks", "list")
	if err == nil {
		k.facts.read["workbooks"] = reading{listed: true, lacks: "owners, edit access and limits"}
	}
	return err
}

// keys asks for the keys of whoever is signed in: those of others the CLI does not know.
func (k *cli) keys() error {
	err := list(k, func(a struct {
		cliNamed
		Scopes    []string `json:"scopes"`
		CreatedAt stamp    `json:"createdAt"`
	}, at evidence.Location) error {
		k.facts.ws.APIKeys = append(k.facts.ws.APIKeys, APIKey{
			ID: string(a.ID), Name: a.name(), Kind: "public", Scopes: set(a.Scopes), CreatedAt: evidence.Time(a.CreatedAt), Location: at,
		})
		return nil
	}, "api-keys", "list")
	if err == nil {
		k.facts.read["api_keys"] = reading{lacks: "the keys of everyone but the user who is signed in"}
	}
	return err
}

func (k *cli) credits() error {
	var c balance
	if err := k.read(&c, "credits", "balance"); err != nil {
		return err
	}
	k.workspace(&Credits{DataBalance: c.Balance, ActionBalance: c.Actions})
	return nil
}

func (k *cli) topUp() error {
	var t cliTopUp
	if err := k.read(&t, "credits", "top-up", "auto", "get"); err != nil {
		return err
	}
	k.workspace(&Credits{AutoTopUp: &AutoTopUp{Enabled: t.Enabled, Threshold: t.Threshold, Credits: t.Credits, DailyCapCents: t.Cap}})
	return nil
}

// workspace adds what is known of the workspace's credits.
func (k *cli) workspace(c *Credits) {
	have := k.facts.ws.Workspace.Credits
	switch {
	case have == nil:
		k.facts.ws.Workspace.Credits = c
	case c.AutoTopUp != nil:
		have.AutoTopUp = c.AutoTopUp
	}
	k.facts.read["workspace"] = reading{lacks: "plan, single sign-on and limits"}
}

func (k *cli) routines() error {
	err := list(k, func(r cliNamed, at evidence.Location) error {
		k.facts.ws.Routines = append(k.facts.ws.Routines, Routine{ID: string(r.ID), Name: r.name(), Location: at})
		return nil
	}, "routines", "list")
	if err == nil {
		k.facts.read["routines"] = reading{listed: true}
	}
	return err
}

func (k *cli) outbound() error {
	err := list(k, func(h struct {
		cliNamed
		URL       string `json:"url"`
		CreatedAt stamp  `json:"createdAt"`
	}, at evidence.Location) error {
		u, err := url.Parse(h.URL)
		if err != nil || u.Hostname() == "" {
			return drift("url is not a URL")
		}
		k.facts.ws.OutboundWebhooks = append(k.facts.ws.OutboundWebhooks, OutboundWebhook{
			ID: string(h.ID), Host: u.Hostname(), CreatedAt: evidence.Time(h.CreatedAt), Location: at,
		})
		return nil
	}, "webhooks", "list")
	if err == nil {
		k.facts.read["outbound_webhooks"] = reading{listed: true}
	}
	return err
}
