package outrider_test

import (
	"go/ast"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// page is one Markdown file of the repository: what it says outside fenced
// blocks, for what a reader may follow, and everything, for what misleads.
type page struct {
	path  string
	prose []string // lines, empty where they belong to a fenced block
	all   []string
}

// readPages reads every Markdown file but those of tests.
func readPages(t *testing.T) []page {
	t.Helper()
	var pages []page
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && p != ".") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(p) != ".md" {
			return nil
		}
		b, err := os.ReadFile(p)
		all := strings.Split(string(b), "\n")
		pages = append(pages, page{path: filepath.ToSlash(p), prose: unfenced(all), all: all})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// unfenced empties the lines of fenced blocks: they hold examples.
func unfenced(lines []string) []string {
	out, inside := make([]string, len(lines)), false
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "```") {
			inside = !inside
			continue
		}
		if !inside {
			out[i] = l
		}
	}
	return out
}

var (
	codeSpan   = regexp.MustCompile("`([^`]+)`")
	goName     = regexp.MustCompile(`^\*?([a-z][a-z0-9]*)\.([A-Z]\w*)(?:\.([A-Z]\w*))?(?:\(.*\))?$`)
	ourPath    = regexp.MustCompile(`^(?:internal|cmd|docs|parameters|precedents|bench|e2e|\.ci)/[\w./*-]+$`)
	pageLink   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	lineNumber = regexp.MustCompile(`(?i)\.go(?::|#L|[^.]{0,12}\blines? )\d+|\blines? \d+ of \w+\.go`)
)

// A page that names what no longer exists sends its reader astray.
func TestPagesNameWhatExists(t *testing.T) {
	known, names := symbols(t), 0
	for _, p := range readPages(t) {
		for i, line := range p.prose {
			for _, m := range codeSpan.FindAllStringSubmatch(line, -1) {
				if goName.MatchString(m[1]) {
					names++
				}
				if bad := unresolved(known, m[1]); bad != "" {
					t.Errorf("%s:%d: `%s`: %s", p.path, i+1, m[1], bad)
				}
			}
		}
	}
	if names < 40 {
		t.Errorf("only %d names of Go were found: the test looks in the wrong place", names)
	}
}

// unresolved says what is wrong with a code span: a name of ours that is
// declared nowhere, or a path of ours that leads nowhere.
func unresolved(known map[string]map[string]bool, span string) string {
	if ourPath.MatchString(span) {
		if found, err := filepath.Glob(filepath.FromSlash(strings.TrimSuffix(span, "/"))); err != nil || len(found) == 0 {
			return "there is no such file or folder"
		}
		return ""
	}
	m := goName.FindStringSubmatch(span)
	switch {
	case m == nil:
		return ""
	case known[m[1]] == nil:
		return "we have no package " + m[1]
	case !known[m[1]][m[2]]:
		return "package " + m[1] + " declares no " + m[2]
	case m[3] != "" && !known[m[1]][m[2]+"."+m[3]]:
		return m[1] + "." + m[2] + " has no field or method " + m[3]
	}
	return ""
}

// symbols lists what every package of ours declares, by the package's last path
// element: names, and members of types as Type.Member. The command is left out:
// `outrider` means the root package.
func symbols(t *testing.T) map[string]map[string]bool {
	t.Helper()
	known := map[string]map[string]bool{}
	files, _ := readSources(t)
	for _, f := range files {
		if f.room == "cmd/outrider" {
			continue
		}
		name := path.Base(f.room)
		if f.room == "." {
			name = module
		}
		if known[name] == nil {
			known[name] = map[string]bool{}
		}
		for _, d := range f.ast.Decls {
			if !f.test || isTest(d) {
				declare(known[name], d)
			}
		}
	}
	return known
}

// isTest reports whether a declaration is a test: pages may name those that hold
// what they promise.
func isTest(d ast.Decl) bool {
	f, ok := d.(*ast.FuncDecl)
	return ok && f.Recv == nil && (strings.HasPrefix(f.Name.Name, "Test") || strings.HasPrefix(f.Name.Name, "Fuzz"))
}

// declare notes the names of one declaration.
func declare(into map[string]bool, d ast.Decl) {
	switch x := d.(type) {
	case *ast.FuncDecl:
		if x.Recv == nil {
			into[x.Name.Name] = true
			return
		}
		into[typeName(x.Recv.List[0].Type)+"."+x.Name.Name] = true
	case *ast.GenDecl:
		for _, s := range x.Specs {
			switch spec := s.(type) {
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					into[n.Name] = true
				}
			case *ast.TypeSpec:
				into[spec.Name.Name] = true
				members(into, spec)
			}
		}
	}
}

// members notes the fields of a struct and the methods of an interface.
func members(into map[string]bool, spec *ast.TypeSpec) {
	var list *ast.FieldList
	switch x := spec.Type.(type) {
	case *ast.StructType:
		list = x.Fields
	case *ast.InterfaceType:
		list = x.Methods
	default:
		return
	}
	for _, f := range list.List {
		for _, n := range f.Names {
			into[spec.Name.Name+"."+n.Name] = true
		}
	}
}

// Every link inside the repository leads to a file, and to a heading of it where
// it names one.
func TestLinksLeadSomewhere(t *testing.T) {
	for _, p := range readPages(t) {
		for i, line := range p.prose {
			for _, m := range pageLink.FindAllStringSubmatch(codeSpan.ReplaceAllString(line, ""), -1) {
				if bad := broken(p.path, m[1]); bad != "" {
					t.Errorf("%s:%d: %s: %s", p.path, i+1, m[1], bad)
				}
			}
		}
	}
}

// broken says what is wrong with a link on a page.
func broken(from, link string) string {
	if strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
		return ""
	}
	file, anchor, _ := strings.Cut(link, "#")
	target := from
	if file != "" {
		target = path.Join(path.Dir(from), file)
	}
	if strings.HasPrefix(target, "../") || path.IsAbs(file) {
		return "it leads out of the repository"
	}
	if _, err := os.Stat(filepath.FromSlash(target)); err != nil {
		return "there is no such file"
	}
	if anchor == "" {
		return ""
	}
	if b, err := os.ReadFile(filepath.FromSlash(target)); err != nil || !slices.Contains(anchors(string(b)), anchor) {
		return "the page has no such heading"
	}
	return ""
}

// anchors lists the headings of a page as they stand in links: small letters,
// digits, hyphens for spaces.
func anchors(text string) []string {
	var out []string
	for _, l := range unfenced(strings.Split(text, "\n")) {
		heading := strings.TrimLeft(l, "#")
		if heading == l {
			continue
		}
		out = append(out, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(heading)))
	}
	return out
}

// A line number is wrong at the next change above it: pages name functions.
func TestPagesNameNoLineOfCode(t *testing.T) {
	for _, p := range readPages(t) {
		for i, line := range p.all {
			if m := lineNumber.FindString(line); m != "" {
				t.Errorf("%s:%d: %s: name the function instead", p.path, i+1, m)
			}
		}
	}
}

// Whoever opens a page of docs learns in its first lines whether it is for them;
// the formats have an order of their own.
func TestPagesSayForWhomTheyAre(t *testing.T) {
	for _, p := range readPages(t) {
		if !strings.HasPrefix(p.path, "docs/") || strings.HasPrefix(p.path, "docs/formats/") {
			continue
		}
		head := strings.Join(p.all[:min(4, len(p.all))], " ")
		if !strings.HasPrefix(head, "# ") || !strings.Contains(head, "For ") {
			t.Errorf("%s: it begins with a title, then says for whom it is: \"For ...\"", p.path)
		}
	}
}

// The checks above find what they are for.
func TestPageChecksSeeMistakes(t *testing.T) {
	known := map[string]map[string]bool{"desk": {"Desk": true, "Desk.File": true}}
	for span, ok := range map[string]bool{
		"desk.Desk": true, "desk.Desk.File": true, "*desk.Desk": true, "desk.Desk.File(user, drafts)": true, "parameters/*.json": true,
		"go test ./...": true, "keys.json": true, "desk.File": false, "desk.Desk.Burn": false, "nobody.Knows": false, "internal/nowhere": false,
	} {
		if got := unresolved(known, span); (got == "") != ok {
			t.Errorf("`%s`: %q", span, got)
		}
	}
	for line, ok := range map[string]bool{
		"see desk.go:12": false, "entry.go, line 7": false, "cmd/main.go#L3": false, "line 9 of entry.go": false, "`entry.go` has 3 types": true, "one line of 80": true,
	} {
		if got := lineNumber.FindString(line); (got == "") != ok {
			t.Errorf("%s: %q", line, got)
		}
	}
	for link, ok := range map[string]bool{
		"../README.md": true, "https://example.org/a": true, "../README.md#what-it-does": true,
		"../../x.md": false, "gone.md": false, "../README.md#no-such-heading": false,
	} {
		if got := broken("docs/a.md", link); (got == "") != ok {
			t.Errorf("%s: %q", link, got)
		}
	}
}
