package roster

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/leastwise/leastwise/snapshot/evidence"
)

// endLike matches the header of an unknown column that may hold an end of employment; notEnd
// those of them that do not.
var (
	endLike = regexp.MustCompile(`terminat|exit|leaver|leaving|dateleft|leavedate|separat|offboard|resign|inactive|deactivat|` +
		`lastday|lastworking|departuredate|contractend|employmentend|enddate|finishdate`)
	notEnd = regexp.MustCompile(`reason|probation`)
)

// columnsOf maps the fields of a person to columns, or says what is wrong with the header.
func columnsOf(header []string) (columns map[string]int, problem string) {
	columns = map[string]int{}
	var unknown []string
	for i, title := range header {
		field := fieldOf(title)
		if field == "" {
			unknown = append(unknown, title)
			continue
		}
		if first, ok := columns[field]; ok {
			return nil, fmt.Sprintf("columns %s and %s both mean %s: remove or rename one", evidence.Quote(header[first]), evidence.Quote(title), field)
		}
		columns[field] = i
	}
	if _, ok := columns["email"]; !ok {
		if len(header) == 1 && strings.ContainsAny(header[0], ";\t|") {
			return nil, "has one column: separate the columns by commas"
		}
		return nil, "has no email column: the first line names the columns, at least email"
	}
	if _, ok := columns["end"]; ok {
		return columns, ""
	}
	for _, title := range unknown {
		if letters := evidence.Letters(title); endLike.MatchString(letters) && !notEnd.MatchString(letters) {
			return nil, fmt.Sprintf("column %s looks like the end of employment: rename it to end, or remove it", evidence.Quote(title))
		}
	}
	return columns, ""
}

// fieldOf is the field of a person that a header names, in the words of common HR systems.
func fieldOf(title string) string {
	switch evidence.Letters(title) {
	case "email", "emailaddress", "mail", "workemail", "workemailaddress", "companyemail", "businessemail", "primaryemail",
		"primaryworkemail", "userprincipalname":
		return "email"
	case "name", "fullname", "displayname", "employeename":
		return "name"
	case "title", "jobtitle", "position", "jobposition", "positiontitle", "businesstitle":
		return "title"
	case "status", "employmentstatus", "employeestatus", "workerstatus", "currentstatus":
		return "status"
	case "start", "startdate", "startday", "hiredate", "dateofhire", "employmentstartdate", "firstday", "joiningdate", "dateofjoining":
		return "start"
	case "end", "enddate", "endday", "terminationdate", "termdate", "lastday", "lastworkingday", "lastdayofwork", "leavingdate",
		"employmentenddate", "exitdate", "dateofleaving", "separationdate":
		return "end"
	case "aliases", "alias", "emailaliases", "otheremails", "secondaryemails":
		return "aliases"
	}
	return ""
}
