package ui

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// fileRules is what a page that lies in a file may do: be read. It fetches nothing,
// wherever it is opened, and so tells nobody that it was.
const fileRules = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

// File draws a page that stands alone in a file: the same words, cut to the same user,
// with its style inside, and without anything that could be done on it or that leads
// elsewhere. Printed, it is the page as it is printed from a browser.
func (p *Pages) File(f Frame, b Body) ([]byte, error) {
	f.Who, f.Nonce = nil, ""
	page, err := p.Render(f, b)
	if err != nil {
		return nil, err
	}
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, err
	}
	alone(doc)
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Head {
			n.AppendChild(element("meta", "http-equiv", "Content-Security-Policy", "content", fileRules))
			style := element("style")
			style.AppendChild(&html.Node{Type: html.TextNode, Data: string(p.assets["style.css"])})
			n.AppendChild(style)
			break
		}
	}
	var out bytes.Buffer
	err = html.Render(&out, doc)
	return out.Bytes(), err
}

func element(name string, attributes ...string) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name))}
	for pair := range slices.Chunk(attributes, 2) {
		n.Attr = append(n.Attr, html.Attribute{Key: pair[0], Val: pair[1]})
	}
	return n
}

// alone takes out of a page what has no place in a file, and unfolds what was folded.
func alone(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case leaves(c):
			n.RemoveChild(c)
		case c.DataAtom == atom.A:
			c.Data, c.DataAtom = "span", atom.Span
			c.Attr = slices.DeleteFunc(c.Attr, func(a html.Attribute) bool { return a.Key == "href" })
			alone(c)
		default:
			if c.DataAtom == atom.Details {
				c.Attr = append(slices.DeleteFunc(c.Attr, func(a html.Attribute) bool { return a.Key == "open" }), html.Attribute{Key: "open"})
			}
			if alone(c); bare(c) {
				n.RemoveChild(c)
			}
		}
		c = next
	}
}

// bare reports whether nothing but its heading is left of a part of a page.
func bare(n *html.Node) bool {
	if n.DataAtom != atom.Section {
		return false
	}
	for c := range n.ChildNodes() {
		heading := c.DataAtom == atom.H2 || c.DataAtom == atom.H3
		if !heading && (c.Type != html.TextNode || strings.TrimSpace(c.Data) != "") {
			return false
		}
	}
	return true
}

// leaves reports whether a part of a page has no place in a file: what acts, what leads
// about the site, what would have to be fetched, and what nobody but a form knows.
func leaves(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	switch n.DataAtom {
	case atom.Script, atom.Link, atom.Form, atom.Nav, atom.Button, atom.Input, atom.Select, atom.Textarea, atom.Iframe, atom.Object:
		return true
	case atom.Img:
		return !strings.HasPrefix(attribute(n, "src"), "data:")
	case atom.Details:
		for c := range n.ChildNodes() {
			if c.DataAtom == atom.Form {
				return true
			}
		}
	}
	for class := range strings.FieldsSeq(attribute(n, "class")) {
		if class == "ask" || class == "actions" || class == "crumb" || class == "skip" {
			return true
		}
	}
	return false
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
