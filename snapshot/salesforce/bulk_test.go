package salesforce

import (
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// serveMillion answers the bulk job with rows grants, page by page as it is asked.
func serveMillion(small *smallOrg, rows int) {
	small.fault = func(w http.ResponseWriter, r *http.Request, what string, _ int) bool {
		switch what {
		case "job":
			small.json(w, map[string]any{"id": "750x", "state": "JobComplete", "numberRecordsProcessed": rows})
		case "results":
			from, _ := strconv.Atoi(r.URL.Query().Get("locator"))
			page, _ := strconv.Atoi(r.URL.Query().Get("maxRecords"))
			to := min(from+page, rows)
			w.Header().Set("Content-Type", "text/csv")
			w.Header().Set("Sforce-NumberOfRecords", strconv.Itoa(to-from))
			w.Header().Set("Sforce-Locator", "null")
			if to < rows {
				w.Header().Set("Sforce-Locator", strconv.Itoa(to))
			}
			var b strings.Builder
			b.WriteString("ParentId,SobjectType,Field,PermissionsRead,PermissionsEdit\n")
			for i := from; i < to; i++ {
				object := "Object" + strconv.Itoa(i/200/40) + "__c"
				fmt.Fprintf(&b, "0PS%015d,%s,%s.Field%d__c,true,%v\n", i/200%40+100, object, object, i%200, i%2 == 0)
			}
			_, _ = w.Write([]byte(b.String()))
		default:
			return false
		}
		return true
	}
	for i := range 40 {
		row := map[string]any{}
		for k, v := range small.rows["PermissionSet"][2] {
			row[k] = v
		}
		row["Id"], row["Name"] = fmt.Sprintf("0PS%015d", i+100), "Set"+strconv.Itoa(i)
		small.rows["PermissionSet"] = append(small.rows["PermissionSet"], row)
	}
	small.pageRows = 2000
}

func TestManyFieldPermissionsCostFewCalls(t *testing.T) {
	t.Parallel()
	small := newSmallOrg(t)
	const rows = 250_000
	serveMillion(small, rows)
	c := small.config()
	c.Fields = "all"
	d := small.deps()
	o, sections, err := Live(t.Context(), c, liveTakenAt, d)
	if err != nil {
		t.Fatal(err)
	}
	fields := 0
	for _, set := range o.PermissionSets {
		for _, of := range set.Fields {
			fields += len(of)
		}
	}
	if open := openSections(sections); len(open) > 0 || fields != rows || d.Usage.Calls > 60 {
		t.Errorf("%d fields of %d by %d calls, open: %v", fields, rows, d.Usage.Calls, open)
	}
}

// BenchmarkLiveMillionFields prints what a million field permissions cost: calls, and the
// memory that is held when the reading is done.
func BenchmarkLiveMillionFields(b *testing.B) {
	small := newSmallOrg(b)
	const rows = 1_000_000
	serveMillion(small, rows)
	c := small.config()
	c.Fields = "all"
	for b.Loop() {
		d := small.deps()
		o, _, err := Live(b.Context(), c, liveTakenAt, d)
		if err != nil {
			b.Fatal(err)
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(d.Usage.Calls), "calls")
		b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MB-held")
		b.ReportMetric(float64(m.Sys)/(1<<20), "MB-peak")
		runtime.KeepAlive(o)
	}
}
