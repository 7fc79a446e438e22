package outrider_test

import (
	"go/ast"
	"testing"
)

// The zone of the machine is nobody's: only commands, which speak to whoever sits at
// it, may use it. time.Local and Time.Local are both meant, whatever the package.
func TestTheMachinesZoneIsNobodys(t *testing.T) {
	files, fset := readSources(t)
	seen := 0
	for _, f := range files {
		if f.test || f.room == "cmd/outrider" {
			continue
		}
		seen++
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Local" {
				if id, ok := sel.X.(*ast.Ident); ok && id.Name == "time" && id.Obj == nil {
					t.Errorf("%s: time.Local", fset.Position(sel.Pos()))
				}
			}
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) > 0 {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Local" {
				t.Errorf("%s: a moment is turned into the machine's zone", fset.Position(call.Pos()))
			}
			return true
		})
	}
	if seen < 100 {
		t.Errorf("%d files were read: the test proves nothing", seen)
	}
}
