package clay

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

func (r *reader) connections() {
	connections, paths := entries(r, "connections", r.in.Connections)
	var list []Connection
	for i, at := range paths {
		c := connections[i].Connection
		r.identify(at, &c.ID, &c.Name, c.Location, r.ids["connections"])
		c.Provider = canonical(c.Provider)
		r.required(at, "provider", c.Provider)
		r.word(at, "managed_by", &c.ManagedBy, "user", "clay")
		r.email(at, "added_by", &c.AddedBy)
		r.word(at, "access", &c.Access, "anyone", "specific")
		c.AccessList = r.parties(at, "access_list", c.AccessList)
		r.word(at, "method", &c.Method, "user_sign_in", "client_credentials", "api_key", "oauth")
		r.word(at, "status", &c.Status, "connected", "warning", "error")
		r.count(at, "resources_count", c.ResourceUses)
		c.Principal = strings.ToLower(strings.TrimSpace(c.Principal)) // a username of the provider
		c.Scopes = set(c.Scopes)
		list = append(list, c)
	}
	r.ws.Connections = sorted(list, func(c Connection) string { return c.ID })
}

func (r *reader) keys() {
	keys, paths := entries(r, "api_keys", r.in.APIKeys)
	var list []APIKey
	for i, at := range paths {
		k := keys[i].APIKey
		r.identify(at, &k.ID, &k.Name, k.Location, r.ids["api_keys"])
		r.word(at, "kind", &k.Kind, "public", "legacy")
		r.email(at, "owner", &k.Owner)
		k.Scopes, k.DeclaredScopes = set(k.Scopes), set(k.DeclaredScopes)
		k.Consumers = set(append(k.Consumers, keys[i].UsedBy...))
		list = append(list, k)
	}
	r.ws.APIKeys = sorted(list, func(k APIKey) string { return k.ID })
	r.keyUsage()
}

// keyUsage says of how many keys it is known when they were last used. No Clay source tells:
// somebody reads it off the systems that hold the keys.
func (r *reader) keyUsage() {
	s := r.in.APIKeys
	if s == nil || s.Items == nil {
		r.absent("key_usage")
		if r.doc != nil {
			r.covered("key_usage", evidence.Unavailable, observed{}, fmt.Sprintf("the inventory %s has no api_keys section", r.doc.File))
		}
		return
	}
	unknown, first := 0, ""
	for _, k := range r.ws.APIKeys {
		if k.LastUsedAt != "" {
			continue
		}
		if unknown++; first == "" {
			first = k.ID
		}
	}
	switch unknown {
	case 0:
		r.covered("key_usage", evidence.Complete, s.observed, "")
	case len(r.ws.APIKeys):
		r.covered("key_usage", evidence.Unavailable, s.observed,
			"no Clay source knows when a key was last used: record last_used_at beside the keys of the inventory "+r.doc.File)
	default:
		r.covered("key_usage", evidence.Partial, s.observed, fmt.Sprintf("%d of %d keys of the inventory %s have no last_used_at (the first is %s)",
			unknown, len(r.ws.APIKeys), r.doc.File, evidence.Quote(first)))
	}
}

// webhookLimit is how many submissions a webhook source takes in its life, unless auto-delete
// lifts the limit. Source: Clay University, "Webhook integration guide".
const webhookLimit = 50_000

var (
	urlHash    = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	webhookURL = regexp.MustCompile(`^https?://[^\s/]+\S*$`)
)

func (r *reader) webhooks() {
	webhooks, paths := entries(r, "webhooks", r.in.Webhooks)
	var list []Webhook
	for i, at := range paths {
		w, url := webhooks[i].Webhook, strings.TrimSpace(webhooks[i].URL)
		r.identify(at, &w.ID, &w.Name, w.Location, r.ids["webhooks"])
		r.refers(at, "table", w.Table, "table", "tables")
		r.count(at, "submissions", w.Submissions)
		r.positive(at, "limit", w.Limit)
		if w.Limit == nil && (w.AutoDelete == nil || !*w.AutoDelete) {
			limit := int64(webhookLimit)
			w.Limit = &limit
		}
		// The messages never repeat what stands in these two fields.
		switch {
		case w.URLHash != "" && !urlHash.MatchString(w.URLHash):
			r.fail(at, "url_hash", "is not sha256: and 64 hexadecimal digits: to have it computed, write the URL under url")
		case url == "":
		case !webhookURL.MatchString(url):
			r.fail(at, "url", "is not a URL that starts with https://")
		case w.URLHash != "":
			r.fail(at, "url", "stands beside url_hash: keep one of them")
		default:
			sum := sha256.Sum256([]byte(url))
			w.URLHash = "sha256:" + hex.EncodeToString(sum[:])
		}
		list = append(list, w)
	}
	r.ws.Webhooks = sorted(list, func(w Webhook) string { return w.ID })
}
