package ofac

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"outrider/internal/watchlist"
)

// The columns as OFAC documents them; the files have no header.
const (
	colNumber = iota
	colName
	colType
	colProgram
	colTitle
	colCallSign
	colVesselType
	colTonnage
	colGRT
	colFlag
	colOwner
	colRemarks
	columns

	altColumns     = 5 // number, alias number, type, name, remarks
	addColumns     = 6 // number, address number, street, city, country, remarks
	commentColumns = 2 // number, what of the remarks had no room in the list
)

// null is how OFAC writes an empty cell.
const null = "-0-"

// first is the first row of a headless table whose first cell is a number.
func first(head string, cells int) []string {
	row, _, err := watchlist.NewSheet(head).Next()
	if err != nil || len(row) != cells || !number(row[0]) {
		return nil
	}
	return row
}

func isSDN(head string) bool {
	row := first(head, columns)
	if row == nil {
		return false
	}
	_, ok := kindOf(cell(row[colType]))
	return ok
}

func isAlt(head string) bool {
	row := first(head, altColumns)
	return row != nil && number(row[1]) && aliasUse(cell(row[2])) != ""
}

func isAdd(head string) bool {
	row := first(head, addColumns)
	return row != nil && number(row[1])
}

// isComments wants remarks as OFAC writes them: parts with semicolons and a full
// stop at the end. Two columns alone could be any table.
func isComments(head string) bool {
	row := first(head, commentColumns)
	return row != nil && (strings.Contains(row[1], "; ") || strings.HasSuffix(cell(row[1]), "."))
}

func number(s string) bool {
	_, err := strconv.ParseUint(strings.TrimSpace(s), 10, 63)
	return err == nil
}

// cell empties OFAC's null.
func cell(s string) string {
	if s = watchlist.Squash(s); s == null {
		return ""
	}
	return s
}

// aliasUse reads the type of an alias: also, formerly or now known as.
func aliasUse(s string) watchlist.Use {
	switch strings.ToLower(strings.ReplaceAll(s, ".", "")) {
	case "aka", "nka":
		return watchlist.Alias
	case "fka":
		return watchlist.Former
	}
	return ""
}

// rows goes through a headless table. A row that has not its number of cells, or
// whose number is none, has shifted.
func rows(text string, cells int, d *watchlist.Delivery, each func(row []string, line int)) {
	s := watchlist.NewSheet(text)
	for {
		row, line, err := s.Next()
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			d.Refuse(line, "", "the row cannot be read: %v", err)
		case len(row) == 1 && strings.Trim(row[0], " \x1a") == "":
		case len(row) != cells:
			d.Refuse(line, keyOf(row), "the row has %d cells and the table %d columns: they have shifted, or it was cut", len(row), cells)
		case !number(row[0]):
			d.Refuse(line, "", "the first column holds no entry number: the columns have shifted")
		default:
			each(row, line)
		}
	}
}

func keyOf(row []string) string {
	if len(row) > 0 && number(row[0]) {
		return strings.TrimSpace(row[0])
	}
	return ""
}

func readSDN(text string, d *watchlist.Delivery) {
	rows(text, columns, d, func(row []string, line int) {
		kind, ok := kindOf(cell(row[colType]))
		r := watchlist.Record{Key: keyOf(row), Kind: kind, Rows: []int{line}}
		if !ok {
			d.Refuse(line, r.Key, "the third column holds no type of party: the columns have shifted")
			return
		}
		r.AddName(cell(row[colName]), watchlist.Primary, watchlist.Strong)
		r.Programmes = programmes(cell(row[colProgram]))
		for i, name := range [...]string{colTitle: "title", colCallSign: "call sign", colVesselType: "vessel type", colTonnage: "tonnage", colGRT: "gross registered tonnage", colFlag: "flag", colOwner: "owner"} {
			if name != "" {
				r.AddOther(name, cell(row[i]))
			}
		}
		readRemarks(cell(row[colRemarks]), &r, d)
		d.Put(r)
	})
}

// programmes parts "SDGT] [IRGC]", as the files write several tags.
func programmes(s string) []string {
	return watchlist.Add(nil, strings.FieldsFunc(s, func(r rune) bool { return r == '[' || r == ']' })...)
}

// readAlt reads the aliases. Weak ones are not among them: OFAC writes those into
// the remarks of the list itself.
func readAlt(text string, d *watchlist.Delivery) {
	rows(text, altColumns, d, func(row []string, line int) {
		r := watchlist.Record{Key: keyOf(row), Kind: watchlist.KindOther, Rows: []int{line}}
		use := aliasUse(cell(row[2]))
		if use == "" {
			d.Refuse(line, r.Key, "the third column holds no type of alias: the columns have shifted")
			return
		}
		r.AddName(cell(row[3]), use, watchlist.Strong)
		r.AddOther("alias remark", cell(row[4]))
		d.Join(r)
	})
}

func readAdd(text string, d *watchlist.Delivery) {
	rows(text, addColumns, d, func(row []string, line int) {
		r := watchlist.Record{Key: keyOf(row), Kind: watchlist.KindOther, Rows: []int{line}}
		parts := watchlist.Add(nil, cell(row[2]), cell(row[3]), cell(row[4]))
		r.Addresses = watchlist.Add(nil, strings.Join(parts, ", "))
		r.AddOther("address remark", cell(row[5]))
		d.Supplement(r)
	})
}

// readComments reads remarks that had no room in the list itself: they continue
// their entry's, in the same parts.
func readComments(text string, d *watchlist.Delivery) {
	rows(text, commentColumns, d, func(row []string, line int) {
		r := watchlist.Record{Key: keyOf(row), Kind: watchlist.KindOther, Rows: []int{line}}
		readRemarks(cell(row[1]), &r, d)
		d.Supplement(r)
	})
}

// readRemarks takes apart what OFAC writes into one cell: parts that end with a
// semicolon, each with its label.
func readRemarks(s string, r *watchlist.Record, d *watchlist.Delivery) {
	for _, part := range strings.Split(strings.TrimSuffix(s, "."), "; ") {
		part = strings.TrimPrefix(watchlist.Squash(part), "alt. ")
		label, value, _ := strings.Cut(part, " ")
		switch {
		case label == "DOB":
			d.Births(r, value)
		case label == "POB":
			r.BirthPlaces = watchlist.Add(r.BirthPlaces, value)
		case label == "nationality", label == "citizen":
			r.Nationalities = watchlist.Add(r.Nationalities, value)
		case label == "a.k.a.", label == "f.k.a.", label == "n.k.a.":
			addRemarkAlias(r, label, value)
		case isDocument(part):
			r.Documents = watchlist.Add(r.Documents, part)
		default:
			r.AddOther("remark", part)
		}
	}
}

// addRemarkAlias reads "a.k.a. 'BNC'": names in the remarks are the weak ones.
func addRemarkAlias(r *watchlist.Record, label, value string) {
	r.AddName(strings.Trim(strings.TrimSuffix(value, "."), "'\" "), aliasUse(label), watchlist.Weak)
}

// isDocument recognises numbers that identify: OFAC names some ninety kinds, and
// nearly all say "No." or "#", or begin with one of a few words.
func isDocument(part string) bool {
	for _, p := range [...]string{"Passport ", "Registration Number ", "Vessel Registration Identification ", "Identification Number ", "Registration ID ",
		"Company Number ", "National Foreign ID Number ", "Aircraft Manufacturer's Serial Number ", "Business Registration Document ", "Government Gazette Number ",
		"Economic Register Number ", "SWIFT/BIC ", "MMSI ", "Digital Currency Address "} {
		if strings.HasPrefix(part, p) {
			return true
		}
	}
	head := part[:min(len(part), 60)]
	return strings.Contains(head, " No. ") || strings.Contains(head, " # ")
}
