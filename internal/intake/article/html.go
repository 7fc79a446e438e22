package article

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"

	"outrider"
)

// maxDepth bounds how deep a page is followed: deeper ones are made to hurt.
const maxDepth = 400

// html reads a saved page: what it says of itself in its head, and its blocks. The
// parser repairs everything but nesting that only a hostile page has.
func (p *piece) html(text string) error {
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "the page cannot be read: it is nested too deeply", Hint: "copy the story into a text file", Err: err}
	}
	meta := map[string]string{}
	body := describe(root, meta, 0)
	p.title = first(meta["ld:headline"], meta["og:title"], meta["h1"], meta["title"])
	p.outlet = first(meta["ld:publisher"], meta["og:site_name"], meta["application-name"])
	p.byline = first(meta["ld:author"], meta["author"], meta["article:author"])
	p.url = first(meta["og:url"], meta["canonical"])
	p.dated = first(meta["ld:datePublished"], meta["article:published_time"], meta["date"], meta["dc.date"], meta["time"])
	p.language = base(meta["lang"])
	if body == nil {
		body = root
	}
	w := walker{title: p.title}
	w.walk(body, 0)
	w.end()
	for _, b := range w.blocks {
		for _, part := range unglue(b) {
			p.block(part)
		}
	}
	if p.dated == "" {
		p.dateline()
	}
	return nil
}

// base is the language of a tag such as en-GB, or nothing.
func base(tag string) string {
	t, err := language.Parse(strings.TrimSpace(tag))
	if err != nil || t == language.Und {
		return ""
	}
	b, _ := t.Base()
	return b.String()
}

func first(values ...string) string {
	for _, v := range values {
		if v = strings.Join(strings.Fields(v), " "); v != "" {
			return v
		}
	}
	return ""
}

// describe collects what a page says of itself and returns the element that holds
// the story: article, else main, else body.
func describe(n *html.Node, meta map[string]string, depth int) *html.Node {
	if depth > maxDepth {
		return nil
	}
	var best *html.Node
	if n.Type == html.ElementNode {
		note(n, meta)
		if rank(n) > 0 {
			best = n
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if b := describe(c, meta, depth+1); b != nil && (best == nil || rank(b) > rank(best)) {
			best = b
		}
	}
	return best
}

func rank(n *html.Node) int {
	switch n.DataAtom {
	case atom.Article:
		return 3
	case atom.Main:
		return 2
	case atom.Body:
		return 1
	}
	return 0
}

// note keeps what one element says of the page; the first word counts.
func note(n *html.Node, meta map[string]string) {
	keep := func(k, v string) {
		if k != "" && meta[k] == "" {
			meta[k] = strings.TrimSpace(v)
		}
	}
	switch n.DataAtom {
	case atom.Html:
		keep("lang", attr(n, "lang"))
	case atom.Title:
		keep("title", inner(n))
	case atom.H1:
		keep("h1", inner(n))
	case atom.Time:
		keep("time", attr(n, "datetime"))
	case atom.Meta:
		keep(strings.ToLower(first(attr(n, "property"), attr(n, "name"))), attr(n, "content"))
	case atom.Link:
		if attr(n, "rel") == "canonical" {
			keep("canonical", attr(n, "href"))
		}
	case atom.Script:
		if attr(n, "type") == "application/ld+json" {
			linked(inner(n), keep)
		}
	}
}

// linked reads schema.org JSON-LD, alone, in a list or in a graph.
func linked(text string, keep func(k, v string)) {
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return
	}
	queue := []any{v}
	for i := 0; i < len(queue) && i < 200; i++ {
		switch x := queue[i].(type) {
		case []any:
			queue = append(queue, x...)
		case map[string]any:
			if g, ok := x["@graph"].([]any); ok {
				queue = append(queue, g...)
			}
			if strings.HasSuffix(word(x["@type"]), "Article") {
				keep("ld:headline", word(x["headline"]))
				keep("ld:datePublished", word(x["datePublished"]))
				keep("ld:publisher", word(x["publisher"]))
				keep("ld:author", word(x["author"]))
			}
		}
	}
}

// word is a string, or the name of an object, or the first of a list.
func word(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case map[string]any:
		s, _ := x["name"].(string)
		return s
	case []any:
		if len(x) > 0 {
			switch x[0].(type) {
			case string, map[string]any:
				return word(x[0])
			}
		}
	}
	return ""
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func inner(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		} else if c.Type == html.ElementNode {
			b.WriteString(inner(c))
		}
	}
	return b.String()
}

// walker collects the blocks of text that a reader sees as the story.
type walker struct {
	title  string
	blocks []string
	line   strings.Builder
}

// hidden are elements that hold no story.
var hidden = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Nav: true, atom.Aside: true, atom.Footer: true,
	atom.Form: true, atom.Button: true, atom.Figure: true, atom.Svg: true, atom.Iframe: true, atom.Template: true, atom.Select: true, atom.Head: true, atom.Time: true}

// breaks are elements before and after which a line ends.
var breaks = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Br: true, atom.Li: true, atom.Ul: true, atom.Ol: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.Blockquote: true, atom.Tr: true, atom.Header: true, atom.Main: true, atom.Pre: true}

func (w *walker) walk(n *html.Node, depth int) {
	if depth > maxDepth || n.Type == html.ElementNode && hidden[n.DataAtom] {
		return
	}
	if n.Type == html.TextNode {
		w.line.WriteString(n.Data)
		return
	}
	if breaks[n.DataAtom] {
		w.end()
		defer w.end()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, depth+1)
	}
}

// end closes a line; the title is not said again.
func (w *walker) end() {
	s := strings.Join(strings.Fields(w.line.String()), " ")
	w.line.Reset()
	if s != "" && s != w.title {
		w.blocks = append(w.blocks, s)
	}
}
