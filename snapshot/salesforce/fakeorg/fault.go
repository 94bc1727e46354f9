package fakeorg

import "regexp"

// Fault spoils some answers. Match is tried on "METHOD /path detail", where the detail is the
// SOQL (of the next pages and of Bulk jobs as well), the SOAP call with type and names, or the
// grant type.
type Fault struct {
	Match string // regular expression
	Nth   int    // the first match it strikes, from 1; 0 is 1
	Times int    // how many it strikes; 0 is 1, -1 is all that follow
	Do    Action

	seen int
}

// Action makes a spoilt answer. next gives the right one; an action need not ask for it.
type Action func(s *Server, c *call, next func() *reply) *reply

// struck gives the answer of the first fault that strikes, else the right one.
func (s *Server) struck(c *call, next func() *reply) *reply {
	text := c.Method + " " + c.URL.Path + " " + c.detail
	s.mu.Lock()
	var do Action
	for _, f := range s.opts.Faults {
		if matched, err := regexp.MatchString(f.Match, text); err != nil || !matched {
			continue
		}
		f.seen++
		first, times := max(f.Nth, 1), f.Times
		if times == 0 {
			times = 1
		}
		if do == nil && f.seen >= first && (times < 0 || f.seen < first+times) {
			do = f.Do
		}
	}
	s.mu.Unlock()
	if do == nil {
		return next()
	}
	return do(s, c, next)
}
