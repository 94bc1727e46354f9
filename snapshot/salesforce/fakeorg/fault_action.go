package fakeorg

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// TooManyRequests answers 429; retryAfter is the header, "" for none.
func TooManyRequests(retryAfter string) Action {
	return func(*Server, *call, func() *reply) *reply {
		r := restError(http.StatusTooManyRequests, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.")
		if retryAfter != "" {
			r.set("Retry-After", retryAfter)
		}
		return r
	}
}

// Unavailable answers 503 as the org does while it is moved.
func Unavailable() Action {
	return func(_ *Server, c *call, _ func() *reply) *reply {
		if soapPath.MatchString(c.URL.Path) {
			r := fault("SERVER_UNAVAILABLE", "The server is temporarily unavailable")
			r.status = http.StatusServiceUnavailable
			return r
		}
		return restError(http.StatusServiceUnavailable, "SERVER_UNAVAILABLE", "The server is temporarily unavailable")
	}
}

// Gateway answers a page of what stands between the client and the org, such as 502.
func Gateway(status int) Action {
	return func(*Server, *call, func() *reply) *reply {
		return newReply(status, "text/html", []byte("<html><body>"+http.StatusText(status)+"</body></html>"))
	}
}

// LimitExceeded answers 403 REQUEST_LIMIT_EXCEEDED: the calls of the day are spent.
func LimitExceeded() Action {
	return func(_ *Server, c *call, _ func() *reply) *reply {
		if soapPath.MatchString(c.URL.Path) {
			return fault("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
		}
		return restError(http.StatusForbidden, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
	}
}

// ExpireSession ends the session that the request shows: only a new login helps.
func ExpireSession() Action {
	return func(s *Server, c *call, next func() *reply) *reply {
		s.mu.Lock()
		delete(s.sessions, c.token)
		s.mu.Unlock()
		return next()
	}
}

// Refuse answers an error of REST, or a fault of SOAP where that was asked.
func Refuse(status int, code, message string) Action {
	return func(_ *Server, c *call, _ func() *reply) *reply {
		if soapPath.MatchString(c.URL.Path) {
			return fault(code, "%s", message)
		}
		return restError(status, code, "%s", message)
	}
}

// Truncate breaks the connection in the middle of the body.
func Truncate() Action {
	return func(_ *Server, _ *call, next func() *reply) *reply {
		r := next()
		r.cut = true
		return r
	}
}

// CutBody sends half of the body as if it were all.
func CutBody() Action {
	return func(_ *Server, _ *call, next func() *reply) *reply {
		r := next()
		r.body = r.body[:len(r.body)/2]
		return r
	}
}

// Slow waits before it answers, or until the client goes away.
func Slow(d time.Duration) Action {
	return func(_ *Server, c *call, next func() *reply) *reply {
		select {
		case <-time.After(d):
		case <-c.Context().Done():
		}
		return next()
	}
}

// Body answers 200 with a body of one's own: WrongJSON and HTML are such.
func Body(media, body string) Action {
	return func(*Server, *call, func() *reply) *reply { return newReply(http.StatusOK, media, []byte(body)) }
}

// WrongJSON answers JSON of another shape.
func WrongJSON() Action { return Body("application/json;charset=UTF-8", `{"records":{"Id":7}}`) }

// HTML answers a page, as a login page or a maintenance notice in the way of the API.
func HTML() Action {
	return Body("text/html;charset=UTF-8", "<html><head><title>Login | Salesforce</title></head><body>Maintenance</body></html>")
}

// Redirect sends the client to another host, which would get the token.
func Redirect(to string) Action {
	return func(_ *Server, c *call, _ func() *reply) *reply {
		return newReply(http.StatusFound, "text/html", nil).set("Location", to+c.URL.RequestURI())
	}
}

// edit changes the members of a page of a query.
func edit(change func(page map[string]json.RawMessage)) Action {
	return func(_ *Server, _ *call, next func() *reply) *reply {
		r := next()
		var page map[string]json.RawMessage
		if json.Unmarshal(r.body, &page) != nil || r.status != http.StatusOK {
			return r
		}
		change(page)
		changed := jsonReply(http.StatusOK, page)
		r.body = changed.body
		return r
	}
}

// NoNextURL answers a page that is not the last and names no next one.
func NoNextURL() Action {
	return edit(func(page map[string]json.RawMessage) { delete(page, "nextRecordsUrl") })
}

// StopEarly answers a page that says it is the last, though it is not: put on the second page of
// 2,000 or the fifth of 500, it is the stop at 2,500 records. totalSize stays what it was.
func StopEarly() Action {
	return edit(func(page map[string]json.RawMessage) {
		delete(page, "nextRecordsUrl")
		page["done"] = json.RawMessage("true")
	})
}

// StopSilently is StopEarly with a totalSize of what came so far.
func StopSilently(rows int) Action {
	return edit(func(page map[string]json.RawMessage) {
		delete(page, "nextRecordsUrl")
		page["done"], page["totalSize"] = json.RawMessage("true"), json.RawMessage(strconv.Itoa(rows))
	})
}

// RepeatPage answers the last page of a query once more.
func RepeatPage() Action {
	return func(s *Server, _ *call, next func() *reply) *reply {
		s.mu.Lock()
		last := s.last
		s.mu.Unlock()
		if last == nil {
			return next()
		}
		return last
	}
}

// RepeatRecords answers the records of the last page in the place of those that follow it.
func RepeatRecords() Action {
	return func(s *Server, c *call, next func() *reply) *reply {
		s.mu.Lock()
		last := s.last
		s.mu.Unlock()
		var before map[string]json.RawMessage
		if last == nil || json.Unmarshal(last.body, &before) != nil {
			return next()
		}
		return edit(func(page map[string]json.RawMessage) { page["records"] = before["records"] })(s, c, next)
	}
}

// NextURL puts another nextRecordsUrl into a page.
func NextURL(to string) Action {
	return edit(func(page map[string]json.RawMessage) {
		page["done"], page["nextRecordsUrl"] = json.RawMessage("false"), json.RawMessage(strconv.Quote(to))
	})
}

// FailJob makes the Bulk job that the request opens end as Failed.
func FailJob(message string) Action {
	return func(s *Server, c *call, next func() *reply) *reply {
		r := next()
		var info struct{ ID string }
		if json.Unmarshal(r.body, &info) == nil {
			s.mu.Lock()
			if j := s.jobs[info.ID]; j != nil {
				j.failed = message
			}
			s.mu.Unlock()
		}
		return r
	}
}

// Header sets or, with "", drops a header of the answer, such as Sforce-Locator.
func Header(name, value string) Action {
	return func(_ *Server, _ *call, next func() *reply) *reply {
		r := next()
		if r.header.Del(name); value != "" {
			r.set(name, value)
		}
		return r
	}
}

// DropLines leaves out the last lines of a CSV and changes no header.
func DropLines(n int) Action {
	return func(_ *Server, _ *call, next func() *reply) *reply {
		r := next()
		for range n {
			if at := bytes.LastIndexByte(bytes.TrimRight(r.body, "\r\n"), '\n'); at >= 0 {
				r.body = r.body[:at+1]
			}
		}
		return r
	}
}

// DropColumn leaves a member out of every record.
func DropColumn(name string) Action {
	return edit(func(page map[string]json.RawMessage) {
		var records []map[string]json.RawMessage
		if json.Unmarshal(page["records"], &records) != nil {
			return
		}
		for _, record := range records {
			delete(record, name)
		}
		if data, err := json.Marshal(records); err == nil {
			page["records"] = data
		}
	})
}
