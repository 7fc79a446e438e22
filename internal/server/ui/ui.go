// Package ui draws the pages of the desk. It decides nothing and fetches
// nothing: a page is a value, and drawing it is a function of that value alone.
//
// Two rules run through it. Every probability is drawn by the one judgement
// template, with its number, word, interval and what it rests on. And every
// account that is said to add up does so in the digits a reader sees, not only
// in the numbers behind them.
package ui

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"time"

	"outrider/internal/desk"
)

//go:embed templates assets
var files embed.FS

// Frame is what surrounds every page.
type Frame struct {
	Who   *desk.Session // nil: not signed in
	Now   time.Time
	Nonce string // of the one script
	Demo  bool
}

// May says whether links to an act are shown; the desk decides again.
func (f Frame) May(act string) bool { return f.Who != nil && f.Who.May[act] }

// Body is the content of one page: one of the page types of this package.
type Body interface{ place() place }

// view is what a template sees.
type view struct {
	Frame
	place
	Body   Body
	Assets string
}

// Pages holds the parsed templates; it is safe for concurrent use.
type Pages struct {
	byName map[string]*template.Template
	assets map[string][]byte
	mark   string // changes whenever an asset does
}

// New parses the embedded templates. An error is a fault of the build.
func New() (*Pages, error) {
	p := &Pages{byName: map[string]*template.Template{}, assets: map[string][]byte{}}
	if err := p.readAssets(); err != nil {
		return nil, err
	}
	shared, err := template.New("").Funcs(funcs()).ParseFS(files, "templates/shared/*.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		t, err := shared.Clone()
		if err == nil {
			t, err = t.ParseFS(files, name)
		}
		if err != nil {
			return nil, err
		}
		base := path.Base(name)
		p.byName[base[:len(base)-len(".html")]] = t
	}
	return p, nil
}

// Render draws a page completely, or not at all.
func (p *Pages) Render(f Frame, b Body) ([]byte, error) {
	at := b.place()
	t, ok := p.byName[at.Template]
	if !ok {
		return nil, fmt.Errorf("no template %q", at.Template)
	}
	frame := "layout"
	if _, whole := b.(interface{ whole() }); whole {
		frame = "main" // a paper that leaves the house draws its own frame
	}
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, frame, view{Frame: f, place: at, Body: b, Assets: "/assets/" + p.mark}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (p *Pages) readAssets() error {
	sum := sha256.New()
	err := fs.WalkDir(files, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		p.assets[path.Base(name)] = b
		_, err = sum.Write(b)
		return err
	})
	p.mark = hex.EncodeToString(sum.Sum(nil)[:6])
	return err
}

// Assets serves style, script and icon. Their address changes with their
// content, and they say nothing about anybody: these alone may be cached.
func (p *Pages) Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, ok := p.assets[path.Base(r.URL.Path)]
		if !ok || path.Dir(r.URL.Path) != "/assets/"+p.mark {
			http.Error(w, "not found", http.StatusNotFound)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		http.ServeContent(w, r, path.Base(r.URL.Path), time.Time{}, bytes.NewReader(b))
	})
}
