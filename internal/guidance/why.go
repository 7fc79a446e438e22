package guidance

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// byteOrderMark begins files that some editors save.
const byteOrderMark = "\ufeff"

// curly are quotation marks that an editor writes in place of straight ones.
const curly = "“”„‟«»‘’"

// whyNot says in the words of somebody who edits a file why it could not be read
// at an offset. A parser's own words come last.
func whyNot(data []byte, offset int64, err error) string {
	before, rest := data[:min(max(offset, 0), int64(len(data)))], data[min(max(offset, 0), int64(len(data))):]
	next, _ := utf8.DecodeRune(rest)
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "the file is empty"
	case errors.Is(err, jsontext.ErrDuplicateName):
		return "this field is there twice"
	case len(rest) == 0 || errors.Is(err, io.ErrUnexpectedEOF): // before the encoding: it may end inside a letter
		return "the file ends too early: a quotation mark or a bracket is left open"
	case !utf8.Valid(data):
		return "the file is not saved as UTF-8; choose that encoding where you save it"
	case strings.ContainsRune(curly, next):
		return `the quotation marks around a text are straight ones: "`
	case next == '\n' || next == '\r':
		return "a text runs over the end of its line; keep it on one, between two quotation marks"
	case next == '/' || next == '#':
		return "a remark has no place in such a file"
	}
	return between(bytes.TrimRight(before, " \t\r\n"), next, err)
}

// between says what is wrong between a value that ends and a sign that follows.
func between(before []byte, next rune, err error) string {
	last := byte(0)
	if len(before) > 0 {
		last = before[len(before)-1]
	}
	switch {
	case next == ',' || last == ',' && (next == '}' || next == ']'):
		return "there is a comma too many here"
	case strings.IndexByte(`"]}`, last) >= 0 && strings.ContainsRune(`"[{`, next):
		return "a comma, or a colon, is missing before this"
	}
	return "this is no JSON, or a quotation mark is missing: " + err.Error()
}

// misfit says what belongs in a field in place of what stands there.
func misfit(want reflect.Type) string {
	what := ""
	if want != nil {
		switch want.Kind() {
		case reflect.Int:
			what = "a whole number, without quotation marks"
		case reflect.Bool:
			what = "true or false, without quotation marks"
		case reflect.String:
			what = "a text in quotation marks"
		case reflect.Slice:
			what = "a list in square brackets"
		case reflect.Map, reflect.Struct:
			what = "a block of fields in braces"
		}
	}
	if what == "" {
		return "this does not fit here; FORMAT.md shows the field"
	}
	return "here belongs " + what + "; FORMAT.md shows the field"
}
