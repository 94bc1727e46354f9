package fakeorg

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// job is a query job of the Bulk API 2.0.
type job struct {
	id, operation, soql, ending string
	version, polls              int
	found                       *found
	view                        *view
	failed                      string // why it failed
}

// jobID is the job that a path names.
func jobID(rest string) string {
	id, ok := strings.CutPrefix(rest, "/jobs/query/")
	if !ok {
		return ""
	}
	return strings.TrimSuffix(strings.TrimSuffix(id, "/"), "/results")
}

// bulkCreate answers POST /jobs/query.
func (s *Server) bulkCreate(c *call) *reply {
	var in struct{ Operation, Query, ContentType, ColumnDelimiter, LineEnding string }
	if err := json.Unmarshal(c.body, &in); err != nil {
		return restError(http.StatusBadRequest, "JSON_PARSER_ERROR", "Unexpected character at [line:1, column:1]")
	}
	if in.Operation != "query" && in.Operation != "queryAll" {
		return restError(http.StatusBadRequest, "INVALIDJOB", "Unable to parse job: operation %q", in.Operation)
	}
	if in.ContentType != "" && in.ContentType != "CSV" || in.ColumnDelimiter != "" && in.ColumnDelimiter != "COMMA" {
		return restError(http.StatusBadRequest, "INVALIDJOB", "Unable to parse job: only comma-separated CSV is served here")
	}
	q, err := parseSOQL(in.Query)
	if err != nil {
		return refusal(err)
	}
	v := s.view(c.user, c.version, "B")
	if o := s.schema[strings.ToLower(q.object)]; slices.Contains(s.opts.RefusesBulk, q.object) || o != nil && !strings.Contains(o.apis, "B") {
		return restError(http.StatusBadRequest, "INVALIDENTITY", "Entity '%s' is not supported by the Bulk API.", q.object)
	}
	f, err := v.run(q)
	if err != nil {
		return refusal(err)
	}
	ending := s.opts.BulkEnding
	if in.LineEnding != "" {
		ending = in.LineEnding
	}
	if ending == "" {
		ending = "LF"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	j := &job{id: newID("750", len(s.jobs)+1), operation: in.Operation, soql: q.text, ending: ending, version: c.version, polls: s.opts.BulkPolls, found: f, view: v}
	s.jobs[j.id] = j
	return jsonReply(http.StatusOK, s.jobInfo(j, "UploadComplete"))
}

func (s *Server) jobInfo(j *job, state string) jsonObject {
	return jsonOf("id", j.id, "operation", j.operation, "object", j.found.object.name, "createdById", s.ID("User", "Username", s.opts.Scanner),
		"createdDate", restTime(s.opts.Now), "systemModstamp", restTime(s.opts.Now), "state", state, "concurrencyMode", "Parallel",
		"contentType", "CSV", "apiVersion", json.Number(fmt.Sprintf("%d.0", j.version)), "lineEnding", j.ending, "columnDelimiter", "COMMA")
}

// state moves the job on by one look at it.
func (j *job) state() string {
	switch {
	case j.polls > 0:
		j.polls--
		return "InProgress"
	case j.failed != "":
		return "Failed"
	}
	return "JobComplete"
}

// bulkState answers GET /jobs/query/{id}.
func (s *Server) bulkState(id string) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	j := s.jobs[id]
	if j == nil {
		return notFound()
	}
	state := j.state()
	info := append(s.jobInfo(j, state), jsonMember{"jobType", "V2Query"})
	records := 0
	if state == "JobComplete" {
		records = j.found.n
	}
	info = append(info, jsonOf("numberRecordsProcessed", records, "retries", 0, "totalProcessingTime", 104)...)
	if state == "Failed" {
		info = append(info, jsonMember{"errorMessage", j.failed})
	}
	return jsonReply(http.StatusOK, info)
}

// bulkResults answers GET /jobs/query/{id}/results.
func (s *Server) bulkResults(c *call, id string) *reply {
	s.mu.Lock()
	j := s.jobs[id]
	ready := j != nil && j.polls <= 0 && j.failed == ""
	s.mu.Unlock()
	switch {
	case j == nil:
		return notFound()
	case j.version != c.version:
		return restError(http.StatusConflict, "API_ERROR", "The job was created with version %d.0", j.version)
	case !ready:
		return restError(http.StatusBadRequest, "INVALIDJOBSTATE", "Invalid job state. The job is not in state JobComplete")
	}
	from, size := 0, s.opts.BulkPage
	if n, err := strconv.Atoi(c.form.Get("maxRecords")); err == nil && n > 0 {
		size = min(size, n)
	}
	if locator := c.form.Get("locator"); locator != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(locator, "MTA"))
		if err != nil || n <= 0 || n >= j.found.n {
			return restError(http.StatusBadRequest, "INVALIDLOCATOR", "invalid query locator")
		}
		from = n
	}
	to, next := min(from+size, j.found.n), "null"
	if to < j.found.n {
		next = "MTA" + strconv.Itoa(to)
	}
	r := newReply(http.StatusOK, "text/csv", j.csv(from, to))
	return r.set("Sforce-Locator", next).set("Sforce-NumberOfRecords", strconv.Itoa(to-from))
}

// csv writes a page of results: every value in quotes, null as an empty one.
func (j *job) csv(from, to int) []byte {
	end := "\n"
	if j.ending == "CRLF" {
		end = "\r\n"
	}
	var b []byte
	put := func(text string, first bool) {
		if !first {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, strings.ReplaceAll(text, `"`, `""`)...)
		b = append(b, '"')
	}
	for i, p := range j.found.paths {
		put(strings.Join(p.names, "."), i == 0)
	}
	b = append(b, end...)
	for i := from; i < to; i++ {
		r := j.found.row(i)
		for k, p := range j.found.paths {
			put(csvValue(j.view.value(r, p)), k == 0)
		}
		b = append(b, end...)
	}
	return b
}

func csvValue(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	return fmt.Sprint(value)
}
