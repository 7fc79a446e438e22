package outrider_test

import (
	"bufio"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room is one row of ARCHITECTURE.md's package table.
type room struct {
	imports []string
	kind    string
}

// sourceFile is one parsed Go file.
type sourceFile struct {
	path string
	room string
	test bool
	ast  *ast.File
}

const module = "outrider"

var cell = regexp.MustCompile("`([^`]+)`")

// readTable reads the package table of ARCHITECTURE.md.
func readTable(t *testing.T) map[string]room {
	f, err := os.Open("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rooms := map[string]room{}
	for s := bufio.NewScanner(f); s.Scan(); {
		cols := strings.Split(s.Text(), "|")
		if len(cols) != 6 || !strings.HasPrefix(strings.TrimSpace(cols[1]), "`") {
			continue
		}
		name := strings.Trim(strings.TrimSpace(cols[1]), "`")
		r := room{kind: strings.TrimSpace(cols[4])}
		for _, m := range cell.FindAllStringSubmatch(cols[3], -1) {
			r.imports = append(r.imports, m[1])
		}
		rooms[name] = r
	}
	return rooms
}

// roomOf turns a folder of the repository into a row's name.
func roomOf(dir string) string {
	dir = filepath.ToSlash(dir)
	return strings.TrimPrefix(dir, "internal/")
}

// readSources parses every Go file of the repository, bench and e2e left out:
// they stand outside the house.
func readSources(t *testing.T) ([]sourceFile, *token.FileSet) {
	fset := token.NewFileSet()
	var files []sourceFile
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || path == "bench" || path == "e2e" || strings.HasPrefix(d.Name(), ".") && path != ".") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" {
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		files = append(files, sourceFile{path: path, room: roomOf(filepath.Dir(path)), test: strings.HasSuffix(path, "_test.go"), ast: f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, fset
}

// importsOf lists a file's imports; ours come as row names.
func importsOf(f sourceFile) (ours, others []string) {
	for _, im := range f.ast.Imports {
		p, _ := strconv.Unquote(im.Path.Value)
		switch {
		case p == module:
			ours = append(ours, ".")
		case strings.HasPrefix(p, module+"/"):
			ours = append(ours, strings.TrimPrefix(strings.TrimPrefix(p, module+"/"), "internal/"))
		default:
			others = append(others, p)
		}
	}
	return ours, others
}

func TestEveryPackageHasARowAndEveryRowAPackage(t *testing.T) {
	rooms := readTable(t)
	files, _ := readSources(t)
	seen := map[string]bool{}
	for _, f := range files {
		seen[f.room] = true
		if _, ok := rooms[f.room]; !ok {
			t.Errorf("%s: package %s has no row in ARCHITECTURE.md", f.path, f.room)
		}
	}
	for name := range rooms {
		if !seen[name] {
			t.Errorf("ARCHITECTURE.md: row %s has no package", name)
		}
	}
}

func TestImportsFollowTheTable(t *testing.T) {
	rooms := readTable(t)
	files, _ := readSources(t)
	for _, f := range files {
		if f.test {
			continue
		}
		r := rooms[f.room]
		ours, _ := importsOf(f)
		for _, im := range ours {
			if !slices.Contains(r.imports, im) && !slices.Contains(r.imports, "*") {
				t.Errorf("%s imports %s, which its row does not allow", f.path, im)
			}
		}
	}
}

// banned lists what a pure package may not import, with the reason.
var banned = map[string]string{
	"os":           "a pure room does no I/O",
	"net":          "a pure room does no I/O",
	"net/http":     "a pure room does no I/O",
	"database/sql": "a pure room does no I/O",
	"log":          "the edge logs, once",
	"log/slog":     "the edge logs, once",
	"crypto/rand":  "randomness is handed in, so that a replay agrees",
}

// clocks lists what a pure package may not use of package time.
var clocks = []string{"Now", "Since", "Until", "Local", "LoadLocation", "After", "NewTimer", "AfterFunc", "Sleep", "Tick", "NewTicker"}

func TestPureRoomsArePure(t *testing.T) {
	rooms := readTable(t)
	files, fset := readSources(t)
	for _, f := range files {
		if f.test || rooms[f.room].kind != "pure" {
			continue
		}
		_, others := importsOf(f)
		for _, im := range others {
			if why, no := banned[im]; no {
				t.Errorf("%s imports %s: %s", f.path, im, why)
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			id, ok := sel.X.(*ast.Ident)
			if !ok || id.Obj != nil {
				return true
			}
			pos := fset.Position(sel.Pos())
			if id.Name == "time" && slices.Contains(clocks, sel.Sel.Name) {
				t.Errorf("%s: a pure room has no clock of its own: time.%s", pos, sel.Sel.Name)
			}
			if id.Name == "rand" && importsPath(f, "math/rand", "math/rand/v2") && !strings.HasPrefix(sel.Sel.Name, "New") && ast.IsExported(sel.Sel.Name) && !randType(sel.Sel.Name) {
				t.Errorf("%s: a pure room draws from a source handed in: rand.%s", pos, sel.Sel.Name)
			}
			return true
		})
	}
}

func importsPath(f sourceFile, paths ...string) bool {
	_, others := importsOf(f)
	return slices.ContainsFunc(others, func(p string) bool { return slices.Contains(paths, p) })
}

func randType(name string) bool {
	return slices.Contains([]string{"Rand", "Source", "PCG", "ChaCha8", "Zipf"}, name)
}

// Thinking may not know names: identity is resolved before, and only its result,
// a link with a probability, enters these rooms.
func TestThinkingKnowsNoNames(t *testing.T) {
	files, _ := readSources(t)
	for _, f := range files {
		ours, _ := importsOf(f)
		if f.room != "detect" && f.room != "assess" {
			continue
		}
		for _, im := range ours {
			if im == "match" || strings.HasPrefix(im, "watchlist") {
				t.Errorf("%s imports %s", f.path, im)
			}
		}
	}
}

// The desk's exported methods may mention root types, its own views and the
// standard library: a handler cannot be handed the picture, even by mistake.
func TestTheDoorSpeaksInViews(t *testing.T) {
	files, fset := readSources(t)
	inside := []string{"picture", "ledger", "seal", "policy", "claim"}
	for _, f := range files {
		if f.room != "desk" || f.test {
			continue
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() || fn.Recv == nil || !strings.Contains(typeName(fn.Recv.List[0].Type), "Desk") {
				continue
			}
			ast.Inspect(fn.Type, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					if id, ok := sel.X.(*ast.Ident); ok && slices.Contains(inside, id.Name) {
						t.Errorf("%s: Desk.%s mentions %s.%s", fset.Position(fn.Pos()), fn.Name.Name, id.Name, sel.Sel.Name)
					}
				}
				return true
			})
		}
	}
}

func typeName(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return typeName(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

// Size limits: what does not fit in one's head does not fit in a file.
const (
	maxFile     = 500
	maxFunction = 80
	maxMedian   = 15
)

func TestSizes(t *testing.T) {
	files, fset := readSources(t)
	var lengths []int
	for _, f := range files {
		if n := fset.Position(f.ast.End()).Line; n > maxFile {
			t.Errorf("%s has %d lines, more than %d", f.path, n, maxFile)
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1
			if !f.test {
				lengths = append(lengths, n)
			}
			if n > maxFunction {
				t.Errorf("%s: %s has %d lines, more than %d", fset.Position(fn.Pos()), fn.Name.Name, n, maxFunction)
			}
		}
	}
	slices.Sort(lengths)
	if m := lengths[len(lengths)/2]; m > maxMedian {
		t.Errorf("the median function has %d lines, more than %d", m, maxMedian)
	}
}

func TestEveryPackageIsIntroducedAndEveryExportedNameExplained(t *testing.T) {
	files, fset := readSources(t)
	introduced := map[string]bool{}
	for _, f := range files {
		if f.test {
			continue
		}
		introduced[f.room] = introduced[f.room] || f.ast.Doc != nil
		for _, d := range f.ast.Decls {
			for _, name := range undocumented(d) {
				t.Errorf("%s: %s has no comment", fset.Position(d.Pos()), name)
			}
		}
	}
	for name, ok := range introduced {
		if !ok {
			t.Errorf("package %s has no package comment", name)
		}
	}
}

// undocumented lists the exported names of a declaration that no comment covers.
// Methods that satisfy a well-known interface explain themselves.
func undocumented(d ast.Decl) []string {
	switch x := d.(type) {
	case *ast.FuncDecl:
		if x.Name.IsExported() && x.Doc == nil && (x.Recv == nil || ast.IsExported(typeName(x.Recv.List[0].Type))) {
			return []string{x.Name.Name}
		}
	case *ast.GenDecl:
		var out []string
		for _, s := range x.Specs {
			if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.IsExported() && x.Doc == nil && ts.Doc == nil {
				out = append(out, ts.Name.Name)
			}
			if vs, ok := s.(*ast.ValueSpec); ok && x.Doc == nil && vs.Doc == nil && vs.Comment == nil && vs.Names[0].IsExported() {
				out = append(out, vs.Names[0].Name)
			}
		}
		return out
	}
	return nil
}

// No init functions, no exits and panics outside cmd: a library does not decide
// that the process ends.
func TestNoHiddenStartsAndStops(t *testing.T) {
	files, fset := readSources(t)
	for _, f := range files {
		if f.test {
			continue
		}
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: init function", fset.Position(fn.Pos()))
			}
		}
		if f.room == "cmd/outrider" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Exit" {
				if id, ok := sel.X.(*ast.Ident); ok && id.Name == "os" {
					t.Errorf("%s: os.Exit outside cmd", fset.Position(sel.Pos()))
				}
			}
			return true
		})
	}
}
