package clay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// v3Paths are all that is read of the internal API. /me is not among them: it answers with the
// caller's own token.
var v3Paths = regexp.MustCompile(`^/(workspaces/[0-9]{1,20}/(users|permissions|tables|app-accounts)|sources)$`)

var v3ID = regexp.MustCompile(`^[0-9]{1,20}$`)

// v3 is one reading through the internal API.
type v3 struct {
	ctx   context.Context
	get   *getter
	facts *facts
	id    string
	roles map[string]string // role id -> its word
}

// askV3 asks the API that Clay's screens use, which Clay does not support. Everything that is
// not as expected is a gap.
func askV3(ctx context.Context, w world, c *Config, id string) (*facts, error) {
	f := newFacts(sourceV3, "internal API v3 (not supported by Clay)", evidence.NewTime(w.takenAt))
	header := http.Header{"Accept": {"application/json"}}
	if secret, key := c.V3.Key, "key"; secret.IsZero() {
		cookie, err := c.V3.Cookie.Resolve(w.dir, w.getenv)
		if err != nil {
			return nil, c.V3.Location.At("sources.clay.v3.cookie", "%v", err)
		}
		header.Set("Cookie", "claysession="+strings.TrimPrefix(cookie, "claysession="))
	} else {
		value, err := secret.Resolve(w.dir, w.getenv)
		if err != nil {
			return nil, c.V3.Location.At("sources.clay.v3."+key, "%v", err)
		}
		header.Set("Authorization", value)
	}
	if !v3ID.MatchString(id) {
		f.failed = append(f.failed, "the internal API knows workspaces by number, and "+evidence.Quote(id)+
			" is none: write the number in the workspace's address as its id in the inventory")
		return f, nil
	}
	g, err := newGetter(w, w.v3, "Clay's internal API", header, v3Paths)
	if err != nil {
		return nil, err
	}
	r := &v3{ctx: ctx, get: g, facts: f, id: id, roles: map[string]string{}}
	for _, q := range []struct {
		section string
		ask     func() error
	}{{"members", r.users}, {"members", r.permissions}, {"tables", r.tables}, {"connections", r.accounts}, {"webhooks", r.sources}} {
		err := q.ask()
		var refused *refusal
		switch {
		case errors.As(err, &refused):
			f.fail(q.section, refused.reason)
			if refused.final {
				f.failed = []string{refused.reason}
				return f, nil
			}
		case err != nil:
			return nil, err
		}
	}
	return f, nil
}

// v3List reads one list: every entry, or a refusal.
func v3List[T any](r *v3, path, key string, take func(T) error) error {
	query := ""
	if path == "/sources" {
		query = url.Values{"workspaceId": {r.id}}.Encode()
	} else {
		path = "/workspaces/" + r.id + path
	}
	data, err := r.get.get(r.ctx, path, query)
	if err != nil {
		return err
	}
	items, next, more, err := page(data, key, 0)
	if err != nil {
		return err
	}
	if next != "" {
		more = "cursor"
	}
	if err := each(items, key, func(v T, _ item) error { return take(v) }); err != nil || more == "" {
		return err
	}
	return unfollowed(more)
}

func at(object string, id ident) evidence.Location {
	return evidence.Location{API: "v3 " + object + "/" + string(id)}
}

func (r *v3) users() error {
	err := v3List(r, "/users", "users", func(u struct {
		ID    ident  `json:"id"`
		Email string `json:"email"`
		Name  string `json:"name"`
		Role  *struct {
			ID   ident  `json:"id"`
			Name string `json:"name"`
		} `json:"role"`
	}) error {
		email, err := evidence.Email(u.Email)
		switch {
		case err != nil:
			return drift("email is not an address")
		case u.ID == "":
			return drift("id is missing")
		case u.Role == nil || u.Role.Name == "":
			return drift("role.name is missing: the credential may not be that of an admin")
		}
		r.roles[string(u.Role.ID)] = u.Role.Name
		r.facts.people[string(u.ID)] = email
		r.facts.ws.Members = append(r.facts.ws.Members, Member{
			ID: string(u.ID), Email: email, Name: u.Name, Role: roleOf(u.Role.Name), RoleRaw: u.Role.Name, State: "active",
			Location: at("users", u.ID),
		})
		return nil
	})
	if err == nil {
		r.facts.read["members"] = reading{listed: true}
	}
	return err
}

// permissions adds the invitations that nobody has accepted yet.
func (r *v3) permissions() error {
	known := map[string]int{}
	for i, m := range r.facts.ws.Members {
		known[m.Email] = i
	}
	return v3List(r, "/permissions", "userPermissions", func(p struct {
		RoleID  ident  `json:"roleId"`
		Email   string `json:"email"`
		Pending *bool  `json:"pending"`
	}) error {
		email, err := evidence.Email(p.Email)
		switch {
		case err != nil:
			return drift("email is not an address")
		case p.Pending == nil:
			return drift("pending is missing")
		case !*p.Pending:
			return nil
		}
		if i, ok := known[email]; ok {
			r.facts.ws.Members[i].State = "pending"
			return nil
		}
		word := r.roles[string(p.RoleID)]
		r.facts.ws.Members = append(r.facts.ws.Members, Member{
			ID: email, Email: email, Role: roleOf(word), RoleRaw: word, State: "pending", Location: at("permissions", ident(email)),
		})
		return nil
	})
}

func (r *v3) tables() error {
	err := v3List(r, "/tables", "results", func(t struct {
		cliNamed
		Workbook  ident                      `json:"workbookId"`
		Owner     *cliOwner                  `json:"owner"`
		Settings  map[string]json.RawMessage `json:"tableSettings"`
		CreatedAt stamp                      `json:"createdAt"`
		UpdatedAt stamp                      `json:"updatedAt"`
	}) error {
		if err := t.checked(); err != nil {
			return err
		}
		if t.Owner != nil && t.Owner.ID != "" {
			r.facts.owners[string(t.ID)] = string(t.Owner.ID)
		}
		r.facts.ws.Tables = append(r.facts.ws.Tables, Table{
			ID: string(t.ID), Name: t.name(), Workbook: string(t.Workbook),
			AutoRun:          setting(t.Settings, "autoRun", "AUTO_RUN_ON", "AUTO_RUN"),
			HasScheduledRuns: setting(t.Settings, "HAS_SCHEDULED_RUNS"),
			CreatedAt:        evidence.Time(t.CreatedAt), UpdatedAt: evidence.Time(t.UpdatedAt), Location: at("tables", t.ID),
		})
		return nil
	})
	if err == nil {
		r.facts.read["tables"] = reading{listed: true, lacks: "row counts and what each table may use"}
	}
	return err
}

// setting reads a switch of a table's settings, which Clay has spelt in several ways. Two
// spellings that disagree, or a value that is no switch, are not known.
func setting(settings map[string]json.RawMessage, keys ...string) *bool {
	var found *bool
	for _, key := range keys {
		raw, ok := settings[key]
		if !ok {
			continue
		}
		var on *bool
		if json.Unmarshal(raw, &on) != nil || on == nil || found != nil && *found != *on {
			return nil
		}
		found = on
	}
	return found
}

// accounts reads the connections people added. Clay's own accounts, which every workspace
// shares, and deleted ones are left out.
func (r *v3) accounts() error {
	err := v3List(r, "/app-accounts", "results", func(a struct {
		cliNamed
		Type      string `json:"appAccountTypeId"`
		Clay      *bool  `json:"isSharedPublicKey"`
		Owner     ident  `json:"userOwnerId"`
		Access    string `json:"defaultAccess"`
		StaticIP  *bool  `json:"useStaticIP"`
		CreatedAt stamp  `json:"createdAt"`
		DeletedAt stamp  `json:"deletedAt"`
	}) error {
		switch {
		case a.ID == "":
			return drift("id is missing")
		case a.Clay == nil:
			return drift("isSharedPublicKey is missing")
		case *a.Clay:
			r.facts.clayManaged[string(a.ID)] = true
			return nil
		case a.DeletedAt != "":
			return nil
		case a.Type == "":
			return drift("appAccountTypeId is missing")
		}
		access := ""
		if a.Access == "can_use" {
			access = "anyone"
		}
		r.facts.ws.Connections = append(r.facts.ws.Connections, Connection{
			ID: string(a.ID), Name: a.name(), Provider: canonical(a.Type), ManagedBy: "user", AddedBy: r.facts.people[string(a.Owner)],
			Access: access, UseStaticIP: a.StaticIP, CreatedAt: evidence.Time(a.CreatedAt), Location: at("app-accounts", a.ID),
		})
		return nil
	})
	if err == nil {
		r.facts.read["connections"] = reading{listed: true, lacks: "principals, access lists and rotation"}
	}
	return err
}

// sources reads the inbound webhooks. state.url is their secret: only its hash is kept.
func (r *v3) sources() error {
	err := v3List(r, "/sources", "results", func(s struct {
		cliNamed
		Type     string `json:"type"`
		Settings *struct {
			HasAuth *bool `json:"hasAuth"`
		} `json:"typeSettings"`
		State *struct {
			URL string `json:"url"`
		} `json:"state"`
		Subscriptions []struct {
			Table ident `json:"tableId"`
		} `json:"sourceSubscriptions"`
	}) error {
		if err := s.checked(); err != nil {
			return err
		}
		switch s.Type {
		case "":
			return drift("type is missing")
		case "webhook":
		default:
			return nil
		}
		hook := Webhook{ID: string(s.ID), Name: s.name(), Location: at("sources", s.ID)}
		if s.Settings != nil {
			hook.HasAuth = s.Settings.HasAuth
		}
		if s.State != nil && s.State.URL != "" {
			sum := sha256.Sum256([]byte(s.State.URL))
			hook.URLHash = "sha256:" + hex.EncodeToString(sum[:])
		}
		if len(s.Subscriptions) == 1 {
			hook.Table = string(s.Subscriptions[0].Table)
		}
		r.facts.ws.Webhooks = append(r.facts.ws.Webhooks, hook)
		return nil
	})
	if err == nil {
		r.facts.read["webhooks"] = reading{listed: true, lacks: "submission counts"}
	}
	return err
}
